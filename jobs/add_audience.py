"""Adding a large audience to a campaign."""

import uuid
from dataclasses import asdict

from webapp import clock
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import Campaign, Task, TaskStatus
from webapp.services import campaigns, recipients


def add_audience(task_id: uuid.UUID, campaign_id: uuid.UUID) -> None:
    """Add everyone whom the campaign's audience selects, and note the counts in the task."""
    task = db.session.get_one(Task, task_id)
    campaign = db.session.get_one(Campaign, campaign_id)
    try:
        added = recipients.add_audience(campaign)
        campaigns.follow_up(campaign)
        task.result, task.status = asdict(added), TaskStatus.DONE
    except AppError as error:
        db.session.rollback()
        task.result = {"message": error.message}
        task.status = TaskStatus.FAILED
    task.finished_at = clock.now()
    db.session.commit()
