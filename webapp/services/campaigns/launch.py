"""Starting a campaign: at once, or by a worker where adding its people takes long."""

import uuid
from datetime import date

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.translatable import joined, packed
from webapp.errors import AppError, InvalidInput
from webapp.extensions import db
from webapp.models import Campaign, Task, TaskStatus
from webapp.queries.operations import tasks
from webapp.queries.planning import audience_reach
from webapp.services.background import progress
from webapp.services.campaigns import drafts, late_work, lifecycle, missed_starts
from webapp.services.planning import replanning
from webapp.services.recipients import from_audience


def begin(campaign: Campaign, actor: str, start_date: date | None = None) -> Task | None:
    """Activate the campaign; answer the work, to be enqueued after the commit, if it is large.

    Asked again while the work waits, the same is found. Raises as `campaigns.activate` does.
    """
    replanning.lock_campaign(campaign)
    is_draft = campaign.status == CampaignStatus.DRAFT
    people, lacking = audience_reach.within_time_limit(campaign) if is_draft else (0, {})
    if people is not None and people <= from_audience.MAX_RECIPIENTS_ADDED_IN_REQUEST:
        lifecycle.activate(campaign, actor, start_date)
        return None
    begun = tasks.activation_of(campaign.id)
    if begun and begun.status == TaskStatus.WAITING:
        return begun
    campaign.start_date = start_date or campaign.start_date or campaign.date_of(clock.now())
    if found := drafts.obstacles(campaign, people, lacking):
        raise InvalidInput(lifecycle.NOT_YET, found)
    about = {"campaign_id": str(campaign.id), "people": people, "actor": actor}
    task = Task(kind=tasks.ACTIVATION, result=about)
    db.session.add(task)
    db.session.flush()
    return task


def finish(task_id: uuid.UUID, campaign_id: uuid.UUID, actor: str) -> None:
    """Do the work, once, and note in it what came of it; commits.

    Nothing is done where another is at it, or where it was called off.
    """
    task = db.session.get(Task, task_id, with_for_update={"skip_locked": True})
    campaign = db.session.get(Campaign, campaign_id)
    if task is None or campaign is None or task.status != TaskStatus.WAITING:
        db.session.rollback()
        return
    about, outcome = dict(task.result), TaskStatus.DONE
    try:
        with db.session.begin_nested():  # the task stays locked, whatever comes of it
            late_work.refuse(task)
            tell = progress.teller(task.id)
            lifecycle.activate(campaign, actor, _first_day(campaign, task), tell)
    except AppError as error:
        outcome = TaskStatus.FAILED
        fields = error.fields.values() if isinstance(error, InvalidInput) else ()
        why = joined(fields) or error.message
        about["message"] = packed(why)
        if campaign.status == CampaignStatus.DRAFT:
            missed_starts.tell(campaign, why)
    task.result, task.status, task.finished_at = about, outcome, clock.now()
    db.session.commit()


def _first_day(campaign: Campaign, task: Task) -> date | None:
    """Answer the first day: today where the one that was chosen passed while the work waited."""
    chosen, today = campaign.start_date, campaign.date_of(clock.now())
    is_past = chosen is not None and campaign.date_of(task.created_at) <= chosen < today
    return today if is_past else chosen
