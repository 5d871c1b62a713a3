"""Starting a campaign: at once, by a worker if its audience is large, or after a delay.

During the delay the start can be undone, and the campaign stays a draft; see
docs/decisions/0021-undo-is-a-delay.md.
"""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.message_templates.same_text import fingerprint
from webapp.domain.messages import coded, joined, of_error
from webapp.domain.translatable import N_
from webapp.errors import AppError, InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign, TaskKind, TaskState
from webapp.queries.campaigns import starts
from webapp.queries.planning import audience_reach
from webapp.services.accounts import audit
from webapp.services.background import claims, progress, tasks
from webapp.services.background.claims import Claim
from webapp.services.campaigns import drafts, lifecycle, missed_starts
from webapp.services.operations import fault_isolation, incidents
from webapp.services.planning import replanning
from webapp.services.recipients import from_audience

#: A campaign whose start is delayed by an internal error.
FAULT = "starting_fault"


def begin(campaign: Campaign, actor: str, start_date: date | None = None) -> BackgroundTask | None:
    """Activate the campaign; return the task, to be enqueued after the commit, if it is large.

    A task that already waits is returned as it is. Raises as `lifecycle.activate` does.
    """
    replanning.lock_campaign(campaign)
    is_draft = campaign.status == CampaignStatus.DRAFT
    amount, lacking = audience_reach.within_time_limit(campaign) if is_draft else (0, {})
    if amount is not None and amount <= from_audience.MAX_RECIPIENTS_ADDED_IN_REQUEST:
        lifecycle.activate(campaign, actor, start_date)
        return None
    if waiting := _waiting_start(campaign):
        return waiting
    campaign.start_date = start_date or campaign.start_date or campaign.date_of(clock.now())
    _require_complete(campaign, amount, lacking)
    params = {
        "campaign_id": str(campaign.id),
        "people": amount,
        "actor": actor,
        **_text(campaign),
    }
    return tasks.add(TaskKind.ACTIVATE, params, actor)


def schedule(campaign: Campaign, delay: timedelta, actor: str) -> BackgroundTask:
    """Start the campaign after the delay; a start that already waits is returned as it is.

    The caller commits, and enqueues the task for its moment.
    Raises WrongStatus unless it is a draft, and InvalidInput with every reason why it cannot be
    sent.
    """
    replanning.lock_campaign(campaign)
    drafts.require(campaign)
    if waiting := _waiting_start(campaign):
        return waiting
    amount, lacking = audience_reach.within_time_limit(campaign)
    _require_complete(campaign, amount, lacking)
    # RQ's scheduler knows whole seconds: a job enqueued for this one must find the task due.
    starts_at = (clock.now() + delay).replace(microsecond=0)
    params = {
        "campaign_id": str(campaign.id),
        "people": amount,
        "starts_at": starts_at.isoformat(),
        "actor": actor,
        **_text(campaign),
    }
    task = tasks.add(TaskKind.ACTIVATE, params, actor, run_at=starts_at)
    missed_starts.close_incident(campaign.id)
    audit.note(actor, "campaign.start", f"campaign {campaign.id}", people=amount)
    db.session.flush()
    return task


def undo(campaign: Campaign, actor: str) -> None:
    """Cancel the scheduled start; the draft is as it was.

    Raises WrongStatus if no start waits: it has begun, or was already undone.
    """
    task = db.session.scalars(starts.undoable(campaign.id).with_for_update()).first()
    if task is None:
        db.session.refresh(campaign)
        raise WrongStatus(N_("There is no start left to undo."), campaign.status)
    db.session.delete(task)
    audit.note(actor, "campaign.undo_start", f"campaign {campaign.id}")
    db.session.flush()


def finish(claim: Claim) -> Mapping[str, Any] | None:
    """Start the campaign; if it cannot be started, fail the task with the reason.

    Nothing is stored if the campaign was deleted.
    """
    campaign = db.session.get(Campaign, uuid.UUID(claim.params["campaign_id"]))
    if campaign is None:
        return None
    try:
        with db.session.begin_nested():  # the task stays locked, whatever happens
            missed_starts.require_in_time(claim)
            _require_same_text(campaign, claim)
            first_day = _first_day(campaign, claim)
            reporter = progress.reporter(claim.id)
            lifecycle.activate(campaign, claim.created_by, first_day, reporter)
    except AppError as error:
        fields = error.fields if isinstance(error, InvalidInput) else {}
        reason = joined(map(of_error, fields.values())) if fields else of_error(error.message)
        claims.fail(claim, reason)
        if campaign.status == CampaignStatus.DRAFT:
            missed_starts.open_incident(campaign, reason)
    incidents.close_incident(FAULT, f"campaign {campaign.id}")
    return {}


def report_fault(claim: Claim, fault: Exception) -> None:
    """Show staff that an internal error delays a start; it is tried again."""
    key = claim.params["campaign_id"]
    message = fault_isolation.fault_message("campaign", key, fault)
    incidents.open_incident(FAULT, f"campaign {key}", message)


def _waiting_start(campaign: Campaign) -> BackgroundTask | None:
    task = starts.latest(campaign.id)
    return task if task and task.state == TaskState.WAITING else None


def _require_complete(campaign: Campaign, amount: int | None, lacking: Mapping[str, int]) -> None:
    if obstacles := drafts.obstacles(campaign, amount, lacking):
        raise InvalidInput(lifecycle.NOT_YET, obstacles)


def _text(campaign: Campaign) -> dict[str, Any]:
    """Return what recognises the template's text that the user has seen."""
    seen = fingerprint(campaign.components)
    return {"template_id": campaign.message_template_id, "text": seen}


def _require_same_text(campaign: Campaign, claim: Claim) -> None:
    """Raise InvalidInput if WhatsApp has another text since the start was requested."""
    requested, now = claim.params, _text(campaign)
    is_same_template = requested.get("template_id") == now["template_id"]
    if is_same_template and requested.get("text") != now["text"]:
        raise InvalidInput(
            lifecycle.NOT_YET, {"template_name": coded("campaigns.text_changed_before_start")}
        )


def _first_day(campaign: Campaign, claim: Claim) -> date | None:
    """Return the first day: today if the planned one passed while the task waited."""
    planned, today = campaign.start_date, campaign.date_of(clock.now())
    is_past = planned is not None and campaign.date_of(claim.created_at) <= planned < today
    return today if is_past else planned
