"""Adding a large audience to a campaign."""

import uuid
from dataclasses import asdict

from webapp import clock
from webapp.domain.translatable import packed
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import Campaign, Task, TaskStatus
from webapp.services.background import progress
from webapp.services.campaigns import late_work, lifecycle
from webapp.services.recipients import from_audience


def add_audience(task_id: uuid.UUID, campaign_id: uuid.UUID) -> None:
    """Add everyone whom the campaign's audience selects, and note the counts in the task.

    Nothing is done where another is at it, or was; a worker that is killed leaves no trace.
    """
    task = db.session.get(Task, task_id, with_for_update={"skip_locked": True})
    campaign = db.session.get(Campaign, campaign_id)
    if task is None or campaign is None or task.status != TaskStatus.WAITING:
        db.session.rollback()
        return
    try:
        with db.session.begin_nested():  # the task stays locked, whatever comes of it
            late_work.refuse(task)
            added = from_audience.add(campaign, progress.teller(task_id))
            lifecycle.plan_added(campaign)
        task.result, task.status = {**task.result, **asdict(added)}, TaskStatus.DONE
    except AppError as error:
        task.result, task.status = (
            {**task.result, "message": packed(error.message)},
            TaskStatus.FAILED,
        )
    task.finished_at = clock.now()
    db.session.commit()
