"""Finding the background tasks that start campaigns."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from webapp.extensions import db
from webapp.models import BackgroundTask, TaskKind, TaskState

#: A start that has not begun after this time is late.
LATE_AFTER = timedelta(minutes=1)


def latest(campaign_id: uuid.UUID) -> BackgroundTask | None:
    """Return the latest task that starts the campaign."""
    of_campaign = _starts(*TaskState).where(_is_of(campaign_id))
    return db.session.scalar(of_campaign.order_by(BackgroundTask.number.desc()).limit(1))


def waiting() -> dict[uuid.UUID, BackgroundTask]:
    """Return the campaigns that are about to start, each with the task that starts it."""
    tasks = db.session.scalars(_starts(TaskState.WAITING).order_by(BackgroundTask.number))
    return {uuid.UUID(task.params["campaign_id"]): task for task in tasks}


def undoable(campaign_id: uuid.UUID) -> Select[BackgroundTask]:
    """Return the statement for the campaign's start that can still be undone."""
    of_campaign = _starts(TaskState.WAITING).where(_is_of(campaign_id))
    return of_campaign.where(BackgroundTask.params.has_key("starts_at"))


def seconds_to_start(task: BackgroundTask, now: datetime) -> int:
    """Return how many seconds are left until the task is due; 0 when it is."""
    return max(0, -(-(task.run_at - now) // timedelta(seconds=1)))


def is_overdue(task: BackgroundTask, now: datetime) -> bool:
    """Return whether the task should have begun some time ago."""
    return task.state == TaskState.WAITING and task.run_at < now - LATE_AFTER


def _starts(*states: TaskState) -> Select[BackgroundTask]:
    return select(BackgroundTask).where(
        BackgroundTask.kind == TaskKind.ACTIVATE, BackgroundTask.state.in_(states)
    )


def _is_of(campaign_id: uuid.UUID):  # type: ignore[no-untyped-def]
    return BackgroundTask.params["campaign_id"].astext == str(campaign_id)
