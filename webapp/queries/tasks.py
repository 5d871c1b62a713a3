"""Finding long work."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Task, TaskStatus

ACTIVATION = "activate"
#: Work that has not ended after so long has been lost, and may be asked for anew.
LOST_AFTER = timedelta(hours=1)


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


def is_starting(campaign_id: uuid.UUID, now: datetime) -> bool:
    """Answer whether a worker is starting the campaign, or is about to."""
    task = activation_of(campaign_id, now)
    return task is not None and task.status == TaskStatus.WAITING
