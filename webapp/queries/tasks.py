"""Finding long work."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Task, TaskStatus

ACTIVATION, ADDING = "activate", "add_audience"
#: Work that has not ended after so long has been lost, and may be asked for anew.
LOST_AFTER = timedelta(hours=1)
#: Work that has not begun after so long, or was begun by a worker that is gone, is taken up again.
PATIENCE = timedelta(minutes=1)


def activation_of(campaign_id: uuid.UUID, now: datetime) -> Task | None:
    """Find the latest work of starting the campaign, unless it has been lost."""
    return db.session.scalars(
        select(Task)
        .where(
            Task.kind == ACTIVATION,
            Task.result["campaign_id"].astext == str(campaign_id),
            (Task.status != TaskStatus.WAITING) | (Task.created_at > now - LOST_AFTER),
        )
        .order_by(Task.created_at.desc())
        .limit(1)
    ).first()


def idle(now: datetime) -> Sequence[Task]:
    """Lock the work that should long be done and that no worker has in hand.

    Starts that can still be undone have a tick of their own.
    """
    return db.session.scalars(
        select(Task)
        .where(
            Task.status == TaskStatus.WAITING,
            Task.created_at < now - PATIENCE,
            Task.created_at > now - LOST_AFTER,
            Task.kind.in_((ACTIVATION, ADDING)),
            ~Task.result.has_key("starts_at"),
        )
        .with_for_update(skip_locked=True)
    ).all()


def seconds_to_undo(task: Task, now: datetime) -> int:
    """Answer for how long the start that waits can still be undone; 0 where it can't any more."""
    starts_at = task.result.get("starts_at")
    if task.status != TaskStatus.WAITING or starts_at is None:
        return 0
    return max(0, -(-(datetime.fromisoformat(starts_at) - now) // timedelta(seconds=1)))


def is_starting(campaign_id: uuid.UUID, now: datetime) -> bool:
    """Answer whether a worker is starting the campaign, or is about to."""
    task = activation_of(campaign_id, now)
    return task is not None and task.status == TaskStatus.WAITING
