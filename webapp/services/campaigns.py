"""The life of a campaign: from draft to its end."""

from datetime import date

from sqlalchemy import exists, update
from sqlalchemy.orm import aliased

from webapp import clock
from webapp.domain import campaign_status
from webapp.domain.campaign_status import WORDS, CampaignStatus, PauseReason
from webapp.domain.recipient_status import WAITING, RecipientStatus, SkipReason
from webapp.domain.texts import N_
from webapp.domain.variable_values import InvalidValues
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, Recipient
from webapp.services import (
    audience_recipients,
    audit,
    batches,
    bounds,
    frozen_values,
    incidents,
    missed_starts,
    outcome_counts,
    planning,
    readiness,
    recipient_zones,
    waves,
)
from webapp.services.audience_recipients import Tell, nobody
from webapp.services.planning import Replan

NOT_YET = N_("The campaign can't be sent yet.")


def activate(
    campaign: Campaign, actor: str, start_date: date | None = None, tell: Tell = nobody
) -> None:
    """Freeze the message and its values, and plan the days.

    Raises WrongStatus unless the campaign is a draft, and InvalidInput naming everything that
    keeps it from being sent.
    """
    portfolio = _step(campaign, CampaignStatus.ACTIVE, from_status=CampaignStatus.DRAFT)
    now = clock.now()
    campaign.start_date = start_date or campaign.start_date or campaign.date_of(now)
    _fill(campaign, tell)
    if found := readiness.obstacles(campaign):
        raise InvalidInput(NOT_YET, found)
    campaign.frozen_components = campaign.components
    campaign.activated_at = now
    missed_starts.forget(campaign.id)
    waves.begin(campaign, campaign.first_wave, now)
    planning.replan(portfolio, now)
    audit.note(actor, "campaign.activate", f"campaign {campaign.id}")


def _fill(campaign: Campaign, tell: Tell) -> None:
    """Add the audience, and give every recipient the values of the variables."""
    try:
        if campaign.target_audience is not None:
            audience_recipients.add(campaign, tell)
        frozen_values.refresh(campaign)
        frozen_values.skip_lacking(campaign)
        recipient_zones.fill(campaign)
    except InvalidValues as fault:
        raise InvalidInput(NOT_YET, {"variables": str(fault)}) from fault
    db.session.flush()


def follow_up(campaign: Campaign) -> None:
    """Plan anew after people were added to a campaign that has begun; under the same lock.

    Raises InvalidInput where someone who was added has no value for a variable.
    """
    if campaign.status == CampaignStatus.DRAFT:
        return
    frozen_values.skip_lacking(campaign)
    if fault := readiness.variables_fault(campaign):
        raise InvalidInput(N_("Some of these people can't be written to."), {"variables": fault})
    recipient_zones.fill(campaign)
    if campaign.status == CampaignStatus.ACTIVE:
        planning.replan(campaign.sender.portfolio, clock.now())


def pause(
    campaign: Campaign,
    reason: PauseReason,
    actor: str,
    details: str | None = None,
    replan: Replan = planning.replan,
) -> None:
    """Stop writing to people until someone resumes; who was queued waits again.

    Takes hold at the workers' next claim, within seconds. Raises WrongStatus unless active.
    """
    portfolio = _step(campaign, CampaignStatus.PAUSED)
    campaign.pause_reason, campaign.pause_details = reason, details
    if reason in campaign_status.BY_ITSELF:
        message = N_(
            "%(name)s has paused by itself. %(details)s", name=campaign.name, details=details
        )
        incidents.open_incident(reason, f"campaign {campaign.id}", message)
    _stop(campaign, portfolio, replan)
    audit.note(actor, "campaign.pause", f"campaign {campaign.id}", reason=reason)


def resume(campaign: Campaign, actor: str, replan: Replan = planning.replan) -> None:
    """Go on writing to people, from the plan's next day. Raises WrongStatus unless paused."""
    portfolio = _step(campaign, CampaignStatus.ACTIVE, from_status=CampaignStatus.PAUSED)
    waves.resume(campaign, campaign.pause_reason, clock.now())
    outcome_counts.forget(campaign)
    bounds.forget_past(campaign, clock.now())
    _forget_pause(campaign)
    replan(portfolio, clock.now())
    audit.note(actor, "campaign.resume", f"campaign {campaign.id}")


def cancel(campaign: Campaign, actor: str, replan: Replan = planning.replan) -> None:
    """End the campaign for good; whoever has not been written to is skipped.

    Raises WrongStatus unless active or paused.
    """
    portfolio = _step(campaign, CampaignStatus.CANCELLED)
    campaign.cancelled_at = clock.now()
    _forget_pause(campaign)
    _stop(campaign, portfolio, replan)
    skip_waiting(campaign)
    audit.note(actor, "campaign.cancel", f"campaign {campaign.id}")


def skip_waiting(campaign: Campaign) -> None:
    """Skip whoever waits in a campaign that was cancelled."""
    db.session.execute(
        update(Recipient)
        .where(Recipient.campaign_id == campaign.id, Recipient.status == RecipientStatus.PENDING)
        .values(
            status=RecipientStatus.SKIPPED, skip_reason=SkipReason.CANCELLED, next_attempt_at=None
        )
        .execution_options(synchronize_session=False)
    )


def complete() -> None:
    """Complete the active campaigns in which nobody is left to be written to."""
    other = aliased(Recipient)
    waiting = exists().where(other.campaign_id == Campaign.id, other.status.in_(WAITING))
    db.session.execute(
        update(Campaign)
        .where(Campaign.status == CampaignStatus.ACTIVE, ~waiting)
        .values(status=CampaignStatus.COMPLETED, completed_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _step(
    campaign: Campaign, new: CampaignStatus, from_status: CampaignStatus | None = None
) -> Portfolio:
    """Lock the campaign and take the step, if the table of statuses allows it now."""
    portfolio = planning.lock_campaign(campaign)
    is_elsewhere = from_status is not None and campaign.status != from_status
    if is_elsewhere or not campaign_status.may_become(campaign.status, new):
        message = N_(
            "The campaign is %(status)s; it can't become %(new)s now.",
            status=WORDS[campaign.status],
            new=WORDS[new],
        )
        raise WrongStatus(message, campaign.status)
    campaign.status = new
    return portfolio


def _forget_pause(campaign: Campaign) -> None:
    if campaign.pause_reason:
        incidents.close_incident(campaign.pause_reason, f"campaign {campaign.id}")
    campaign.pause_reason = campaign.pause_details = None


def _stop(campaign: Campaign, portfolio: Portfolio, replan: Replan) -> None:
    """Take back what no worker has claimed, and leave the day's room to the others."""
    db.session.flush()
    batches.release(campaign)
    planning.forget(campaign)
    replan(portfolio, clock.now())
