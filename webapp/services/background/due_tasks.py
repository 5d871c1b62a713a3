"""Finding the background tasks that are due, and those that cannot be done."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import BackgroundTask, TaskState
from webapp.services.background import claims

#: The most tasks that one tick finds; the next tick finds the others.
MAX_TASKS_PER_TICK = 1_000


def find(now: datetime, kinds: Collection[str]) -> dict[uuid.UUID, str]:
    """Return the kinds of the tasks that are due, by their ids, the oldest first.

    A task that a worker still has locked is left out, even if its lease has ended.
    """
    due = select(BackgroundTask.id, BackgroundTask.kind).where(
        claims.is_due(now), BackgroundTask.kind.in_(kinds)
    )
    oldest = due.order_by(BackgroundTask.run_at, BackgroundTask.number).limit(MAX_TASKS_PER_TICK)
    rows = db.session.execute(oldest.with_for_update(skip_locked=True)).all()
    return {row.id: row.kind for row in rows}


def fail_lost(now: datetime, attempts: Mapping[str, int]) -> None:
    """Fail the tasks whose workers were lost repeatedly: the tasks may be the cause."""
    too_often = [
        and_(BackgroundTask.kind == kind, BackgroundTask.attempts >= most)
        for kind, most in attempts.items()
    ]
    lost = select(BackgroundTask.id).where(
        BackgroundTask.state == TaskState.WAITING,
        BackgroundTask.lease_until < now,
        or_(*too_often),
    )
    ids = db.session.scalars(lost.with_for_update(skip_locked=True)).all()
    if ids:
        error = coded("operations.worker_lost")
        failed = update(BackgroundTask).where(BackgroundTask.id.in_(ids))
        failed = failed.values(state=TaskState.FAILED, error=error, **claims.ended())
        db.session.execute(failed.execution_options(synchronize_session=False))


def note_unknown(now: datetime, kinds: Collection[str]) -> None:
    """Store in tasks of unknown kinds why nothing happens; a version with the kind does them."""
    unknown = update(BackgroundTask).where(
        claims.is_due(now), BackgroundTask.kind.not_in(kinds), BackgroundTask.error.is_(None)
    )
    error = coded("operations.unknown_kind")
    unknown = unknown.values(error=error)
    db.session.execute(unknown.execution_options(synchronize_session=False))
