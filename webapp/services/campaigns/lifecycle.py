"""The lifecycle of a campaign: activate, pause, resume, cancel, complete."""

from datetime import date

from sqlalchemy import delete, exists, update
from sqlalchemy.orm import aliased

from webapp import clock
from webapp.domain.campaigns import status
from webapp.domain.campaigns.status import WORDS, CampaignStatus, PauseReason
from webapp.domain.message_templates.sources import InvalidValues
from webapp.domain.messages import Message, coded
from webapp.domain.recipients.status import WAITING, RecipientStatus, SkipReason
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, OutcomeSample, Portfolio, Recipient
from webapp.services.accounts import audit
from webapp.services.background.progress import ReportProgress, report_nothing
from webapp.services.campaigns import canary, missed_starts, readiness
from webapp.services.operations import incidents
from webapp.services.planning import batches, replanning
from webapp.services.planning.replanning import Replan
from webapp.services.recipients import country_rules, from_audience, frozen_values, zones

NOT_YET = coded("campaigns.not_ready")


def activate(
    campaign: Campaign,
    actor: str,
    start_date: date | None = None,
    report_progress: ReportProgress = report_nothing,
) -> None:
    """Freeze the message and its values, and plan the days.

    Raises WrongStatus unless the campaign is a draft, and InvalidInput with every reason why it
    cannot be sent.
    """
    portfolio = _step(campaign, CampaignStatus.ACTIVE, from_status=CampaignStatus.DRAFT)
    now = clock.now()
    campaign.start_date = start_date or campaign.start_date or campaign.date_of(now)
    _fill(campaign, report_progress)
    if obstacles := readiness.obstacles(campaign):
        raise InvalidInput(NOT_YET, obstacles)
    campaign.frozen_components = campaign.components
    campaign.activated_at = now
    missed_starts.close_incident(campaign.id)
    canary.begin(campaign, campaign.initial_group, now)
    replanning.replan(portfolio, now)
    audit.note(actor, "campaign.activate", f"campaign {campaign.id}")


def _fill(campaign: Campaign, report_progress: ReportProgress) -> None:
    """Add the audience, and give every recipient the values of the variables."""
    country_rules.follow([campaign], clock.now())
    try:
        if campaign.target_audience is not None:
            from_audience.add(campaign, report_progress)
        frozen_values.refresh(campaign)
        frozen_values.skip_lacking(campaign)
        zones.fill(campaign)
    except InvalidValues as fault:
        raise InvalidInput(NOT_YET, {"variables": str(fault)}) from fault
    db.session.flush()


def plan_added(campaign: Campaign) -> None:
    """Plan again after recipients were added to a running campaign; under the same lock.

    Raises InvalidInput if one of them has no value for a variable.
    """
    if campaign.status == CampaignStatus.DRAFT:
        return
    frozen_values.skip_lacking(campaign)
    if fault := readiness.variables_fault(campaign):
        raise InvalidInput(coded("campaigns.some_unreachable"), {"variables": fault})
    zones.fill(campaign)
    if campaign.status == CampaignStatus.ACTIVE:
        replanning.replan(campaign.sender.portfolio, clock.now())


def pause(
    campaign: Campaign,
    reason: PauseReason,
    actor: str,
    details: Message | None = None,
    replan: Replan = replanning.replan,
) -> None:
    """Stop sending until a user resumes; queued recipients wait again.

    Takes effect at the workers' next claim, within seconds. Raises WrongStatus unless active.
    """
    portfolio = _step(campaign, CampaignStatus.PAUSED)
    explain_pause(campaign, reason, details)
    _stop(campaign, portfolio, replan)
    audit.note(actor, "campaign.pause", f"campaign {campaign.id}", reason=reason)


def explain_pause(campaign: Campaign, reason: PauseReason, details: Message | None) -> None:
    """Store why the campaign is paused, instead of an earlier reason, and notify staff."""
    _clear_pause(campaign)
    campaign.pause_reason, campaign.pause_details = reason, details
    if reason in status.AUTOMATIC:
        message = coded("campaigns.paused_automatically", name=campaign.name, details=details)
        incidents.open_incident(reason, f"campaign {campaign.id}", message)


def resume(campaign: Campaign, actor: str, replan: Replan = replanning.replan) -> None:
    """Resume sending, from the plan's next day.

    Raises WrongStatus unless paused, while the template has a text that nobody has accepted, and
    after the end of the offer.
    """
    replanning.lock_campaign(campaign)
    if campaign.has_ended_offer(clock.now()):
        raise WrongStatus(coded("campaigns.offer_has_ended"), campaign.status)
    if campaign.message_template and campaign.has_changed_template:
        label = campaign.message_template.label
        message = coded("campaigns.accept_text_first", template=label)
        raise WrongStatus(message, campaign.status)
    portfolio = _step(campaign, CampaignStatus.ACTIVE, from_status=CampaignStatus.PAUSED)
    canary.resume(campaign, campaign.pause_reason, clock.now())
    _delete_outcome_samples(campaign)
    _drop_past_dates(campaign)
    _clear_pause(campaign)
    replan(portfolio, clock.now())
    audit.note(actor, "campaign.resume", f"campaign {campaign.id}")


def cancel(campaign: Campaign, actor: str, replan: Replan = replanning.replan) -> None:
    """End the campaign; recipients who have not been sent to are skipped.

    Raises WrongStatus unless active or paused.
    """
    portfolio = _step(campaign, CampaignStatus.CANCELLED)
    campaign.cancelled_at = clock.now()
    _clear_pause(campaign)
    _stop(campaign, portfolio, replan)
    skip_waiting(campaign, SkipReason.CANCELLED)
    audit.note(actor, "campaign.cancel", f"campaign {campaign.id}")


def end_offer(campaign: Campaign) -> None:
    """Skip everyone who waits, because the offer has ended; under the lock.

    The campaign is completed then, also one that was paused: nobody waits in it.
    """
    if campaign.status == CampaignStatus.PAUSED:
        _clear_pause(campaign)
        campaign.status = CampaignStatus.ACTIVE
    batches.release(campaign)
    replanning.delete_plan(campaign)
    if people := skip_waiting(campaign, SkipReason.OFFER_ENDED):
        audit.note("system", "campaign.end_offer", f"campaign {campaign.id}", people=people)


def skip_waiting(campaign: Campaign, reason: SkipReason) -> int:
    """Skip the recipients who wait in the campaign; return how many."""
    skipped = db.session.execute(
        update(Recipient)
        .where(Recipient.campaign_id == campaign.id, Recipient.status == RecipientStatus.PENDING)
        .values(status=RecipientStatus.SKIPPED, skip_reason=reason, next_attempt_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(skipped.rowcount)  # type: ignore[attr-defined]


def complete() -> None:
    """Complete the active campaigns in which no recipient waits."""
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
    """Lock the campaign and change its status if that is allowed; return its portfolio."""
    portfolio = replanning.lock_campaign(campaign)
    is_other = from_status is not None and campaign.status != from_status
    if is_other or not status.may_become(campaign.status, new):
        message = coded("campaigns.wrong_step", status=WORDS[campaign.status], new=WORDS[new])
        raise WrongStatus(message, campaign.status)
    campaign.status = new
    return portfolio


def _drop_past_dates(campaign: Campaign) -> None:
    """Drop the dates that have passed: a user who resumes wants the campaign sent anyway."""
    today = campaign.date_of(clock.now())
    if campaign.latest_start_date and campaign.latest_start_date < today:
        campaign.latest_start_date = None
    if campaign.end_date and campaign.end_date < today and campaign.send_until is None:
        campaign.end_date = None


def _delete_outcome_samples(campaign: Campaign) -> None:
    """Restart the count of the circuit breaker."""
    db.session.execute(delete(OutcomeSample).where(OutcomeSample.campaign_id == campaign.id))


def _clear_pause(campaign: Campaign) -> None:
    if campaign.pause_reason:
        incidents.close_incident(campaign.pause_reason, f"campaign {campaign.id}")
    campaign.pause_reason = campaign.pause_details = None


def _stop(campaign: Campaign, portfolio: Portfolio, replan: Replan) -> None:
    """Release unclaimed recipients, and leave the quota of the day to the others."""
    db.session.flush()
    batches.release(campaign)
    replanning.delete_plan(campaign)
    replan(portfolio, clock.now())
