"""Retrying failed and unconfirmed recipients, or leaving them, as staff decide."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, update

from webapp import clock
from webapp.domain.campaigns.status import RETRYABLE, WORDS, CampaignStatus
from webapp.domain.messages import coded
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, Recipient
from webapp.queries.recipients import retries
from webapp.services.accounts import audit
from webapp.services.planning import replanning
from webapp.services.recipients import frozen_values, numbers


def retry_failed(campaign: Campaign, codes: Collection[int | None], actor: str) -> int:
    """Make recipients who failed with these codes wait again, if they may be retried.

    Their values are read again from the contacts, which may have been corrected. Returns how
    many; a second call returns 0. Raises WrongStatus for a draft or a cancelled campaign.
    """
    return retry(campaign, retries.failed_with(campaign.id, codes), actor)


def retry(campaign: Campaign, conditions: Sequence[ColumnElement[bool]], actor: str) -> int:
    """Make failed recipients who match the conditions wait again, if they may be retried.

    As above; others are left as they are.
    """
    portfolio = _lock(campaign)
    retryable = {group.code for group in retries.by_reason(campaign.id)}
    selected = [*retries.failed_with(campaign.id, retryable), *conditions]
    frozen_values.refresh(campaign, *selected)
    people = _wait_again(selected)
    return _plan_retried(campaign, portfolio, people, "campaign.try_failed_again", actor)


def resend_unconfirmed(campaign: Campaign, actor: str) -> int:
    """Make unconfirmed recipients wait again, although they may have the message already.

    Returns how many; one without attempts left stays. Raises WrongStatus as above.
    """
    portfolio = _lock(campaign)
    selected = retries.unconfirmed_retryable(campaign.id)
    is_outdated = Recipient.message_version < campaign.message_version
    frozen_values.refresh(campaign, *selected, is_outdated)
    people = _wait_again(selected)
    return _plan_retried(campaign, portfolio, people, "campaign.send_unconfirmed_again", actor)


def leave_unconfirmed(campaign: Campaign, actor: str) -> int:
    """Leave unconfirmed recipients as they are, for good. Returns how many."""
    replanning.lock_campaign(campaign)
    left = db.session.execute(
        update(Recipient)
        .where(*retries.unconfirmed(campaign.id))
        .values(decided_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    people = int(left.rowcount)  # type: ignore[attr-defined]
    if people:
        audit.note(actor, "campaign.leave_unconfirmed", f"campaign {campaign.id}", people=people)
    return people


def _lock(campaign: Campaign) -> Portfolio:
    portfolio = replanning.lock_campaign(campaign)
    if campaign.status not in RETRYABLE:
        message = coded("campaigns.nobody_can_be_tried", status=WORDS[campaign.status])
        raise WrongStatus(message, campaign.status)
    if campaign.has_ended_offer(clock.now()):
        raise WrongStatus(coded("campaigns.offer_has_ended"), campaign.status)
    return portfolio


def _wait_again(conditions: list[ColumnElement[bool]]) -> int:
    """Make recipients pending again; the attempts that they have used stay used."""
    back = db.session.execute(
        update(Recipient)
        .where(*conditions)
        .values(
            status=RecipientStatus.PENDING,
            batch_id=None,
            queued_at=None,
            failed_at=None,
            next_attempt_at=None,
        )
        .execution_options(synchronize_session=False)
    )
    return int(back.rowcount)  # type: ignore[attr-defined]


def _plan_retried(
    campaign: Campaign, portfolio: Portfolio, people: int, action: str, actor: str
) -> int:
    """Plan days for them, also in a completed campaign; a paused one stays paused."""
    if not people:
        return 0
    numbers.refresh(Recipient.campaign_id == campaign.id, Recipient.claimed_at.is_not(None))
    if campaign.status == CampaignStatus.COMPLETED:
        campaign.status, campaign.completed_at = CampaignStatus.ACTIVE, None
    if campaign.status == CampaignStatus.ACTIVE:
        replanning.replan(portfolio, clock.now())
    audit.note(actor, action, f"campaign {campaign.id}", people=people)
    return people
