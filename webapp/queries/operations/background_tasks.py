"""Finding background tasks that need someone's attention."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from webapp.extensions import db
from webapp.models import BackgroundTask, TaskState

#: A due task that no worker has begun for this time is shown as stuck.
STUCK_AFTER = timedelta(minutes=5)
#: The most tasks on the page.
MAX_TASKS_SHOWN = 100


def troubled(now: datetime) -> Sequence[BackgroundTask]:
    """Return tasks that failed, are tried again after an error or are stuck, the latest first."""
    is_waiting = BackgroundTask.state == TaskState.WAITING
    is_late = and_(
        BackgroundTask.run_at < now - STUCK_AFTER,
        or_(BackgroundTask.lease_until.is_(None), BackgroundTask.lease_until < now),
    )
    is_troubled = or_(
        BackgroundTask.state == TaskState.FAILED,
        and_(is_waiting, or_(is_late, BackgroundTask.error.is_not(None))),
    )
    shown = select(BackgroundTask).where(is_troubled).order_by(BackgroundTask.number.desc())
    return db.session.scalars(shown.limit(MAX_TASKS_SHOWN)).all()
