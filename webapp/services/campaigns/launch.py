"""Starting a campaign: at once, or by a worker where adding its people takes long."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.messages import joined, of_error
from webapp.errors import AppError, InvalidInput
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign, TaskKind, TaskState
from webapp.queries.campaigns import starts
from webapp.queries.planning import audience_reach
from webapp.services.background import claims, progress, tasks
from webapp.services.background.claims import Claim
from webapp.services.campaigns import drafts, late_work, lifecycle, missed_starts
from webapp.services.operations import fault_isolation, incidents
from webapp.services.planning import replanning
from webapp.services.recipients import from_audience

#: A campaign whose start a fault of ours holds up.
FAULT = "starting_fault"


def begin(campaign: Campaign, actor: str, start_date: date | None = None) -> BackgroundTask | None:
    """Activate the campaign; return the task, to be enqueued after the commit, if it is large.

    Asked again while the task waits, the same is found. Raises as `campaigns.activate` does.
    """
    replanning.lock_campaign(campaign)
    is_draft = campaign.status == CampaignStatus.DRAFT
    people, lacking = audience_reach.within_time_limit(campaign) if is_draft else (0, {})
    if people is not None and people <= from_audience.MAX_RECIPIENTS_ADDED_IN_REQUEST:
        lifecycle.activate(campaign, actor, start_date)
        return None
    begun = starts.latest(campaign.id)
    if begun and begun.state == TaskState.WAITING:
        return begun
    campaign.start_date = start_date or campaign.start_date or campaign.date_of(clock.now())
    if found := drafts.obstacles(campaign, people, lacking):
        raise InvalidInput(lifecycle.NOT_YET, found)
    params = {"campaign_id": str(campaign.id), "people": people, "actor": actor}
    return tasks.add(TaskKind.ACTIVATE, params, actor)


def finish(claim: Claim) -> Mapping[str, Any] | None:
    """Start the campaign; where it cannot be started, fail the task and say why.

    Nothing is left of it where the campaign was deleted.
    """
    campaign = db.session.get(Campaign, uuid.UUID(claim.params["campaign_id"]))
    if campaign is None:
        return None
    try:
        with db.session.begin_nested():  # the task stays held, whatever comes of it
            late_work.refuse(claim)
            first_day = _first_day(campaign, claim)
            reporter = progress.reporter(claim.id)
            lifecycle.activate(campaign, claim.created_by, first_day, reporter)
    except AppError as error:
        fields = error.fields if isinstance(error, InvalidInput) else {}
        why = joined(map(of_error, fields.values())) if fields else of_error(error.message)
        claims.fail(claim, why)
        if campaign.status == CampaignStatus.DRAFT:
            missed_starts.tell(campaign, why)
    incidents.close_incident(FAULT, f"campaign {campaign.id}")
    return {}


def report_fault(claim: Claim, fault: Exception) -> None:
    """Have staff know that a fault of ours holds up a start; it is tried again."""
    key = claim.params["campaign_id"]
    message = fault_isolation.fault_message("campaign", key, fault)
    incidents.open_incident(FAULT, f"campaign {key}", message)


def _first_day(campaign: Campaign, claim: Claim) -> date | None:
    """Return the first day: today where the one that was chosen passed while the task waited."""
    chosen, today = campaign.start_date, campaign.date_of(clock.now())
    is_past = chosen is not None and campaign.date_of(claim.created_at) <= chosen < today
    return today if is_past else chosen
