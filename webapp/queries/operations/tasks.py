"""Finding long work."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Task, TaskStatus

ACTIVATION, ADDING = "activate", "add_audience"
#: Work that nobody did for so long is not done any more: who asked for it may not expect it now.
TOO_LATE = timedelta(days=1)
#: Work that has not begun after so long, or was begun by a worker that is gone, is taken up again.
PATIENCE = timedelta(minutes=1)


def activation_of(campaign_id: uuid.UUID) -> Task | None:
    """Find the latest work of starting the campaign."""
    return db.session.scalars(
        select(Task)
        .where(Task.kind == ACTIVATION, Task.result["campaign_id"].astext == str(campaign_id))
        .order_by(Task.created_at.desc())
        .limit(1)
    ).first()


def starting() -> dict[uuid.UUID, Task]:
    """Find the campaigns that are about to start, each with the work of starting it."""
    waiting = (Task.kind == ACTIVATION, Task.status == TaskStatus.WAITING)
    found = db.session.scalars(select(Task).where(*waiting).order_by(Task.created_at))
    return {uuid.UUID(task.result["campaign_id"]): task for task in found}


def idle(now: datetime) -> Sequence[Task]:
    """Lock the work that should long be done and that no worker has in hand.

    Starts that can still be undone have a tick of their own.
    """
    return db.session.scalars(
        select(Task)
        .where(
            Task.status == TaskStatus.WAITING,
            Task.created_at < now - PATIENCE,
            Task.kind.in_((ACTIVATION, ADDING)),
            ~Task.result.has_key("starts_at"),
        )
        .with_for_update(skip_locked=True)
    ).all()


def due_at(task: Task) -> datetime:
    """Answer when the work is to be done: at once, but for a start that can be undone first."""
    starts_at = task.result.get("starts_at")
    return datetime.fromisoformat(starts_at) if starts_at else task.created_at


def seconds_to_start(task: Task, now: datetime) -> int:
    """Answer how many seconds are left until the work is due; 0 when it is."""
    return max(0, -(-(due_at(task) - now) // timedelta(seconds=1)))


def is_overdue(task: Task, now: datetime) -> bool:
    """Answer whether the work should have begun for a while."""
    return task.status == TaskStatus.WAITING and due_at(task) < now - PATIENCE
