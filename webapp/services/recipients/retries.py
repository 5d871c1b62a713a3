"""What people decide of those whose message failed, or may have: try again, or leave it."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, update

from webapp import clock
from webapp.domain.campaigns.status import ONCE_MORE, WORDS, CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, Recipient
from webapp.queries.recipients import retries
from webapp.services.accounts import audit
from webapp.services.planning import replanning
from webapp.services.recipients import frozen_values, numbers


def try_failed_again(campaign: Campaign, codes: Collection[int | None], actor: str) -> int:
    """Let those who failed with these codes wait again, where another try makes sense.

    Their values are read anew from the contacts, which may have been put right since. Answers how
    many; a second time finds nobody. Raises WrongStatus for a draft or a cancelled campaign.
    """
    return try_again(campaign, retries.failed_with(campaign.id, codes), actor)


def try_again(campaign: Campaign, chosen: Sequence[ColumnElement[bool]], actor: str) -> int:
    """Let those of the chosen who failed wait again, where another try makes sense.

    As above; whoever did not fail, or can't be tried again, is left as they are.
    """
    portfolio = _lock(campaign)
    sensible = {failed.code for failed in retries.by_reason(campaign.id)}
    which = [*retries.failed_with(campaign.id, sensible), *chosen]
    frozen_values.refresh(campaign, *which)
    people = _wait_again(which)
    return _follow_up(campaign, portfolio, people, "campaign.try_failed_again", actor)


def send_unconfirmed_again(campaign: Campaign, actor: str) -> int:
    """Let those whose outcome is unknown wait again, although they may have the message already.

    Answers how many; who has had the last attempt stays. Raises WrongStatus as above.
    """
    portfolio = _lock(campaign)
    people = _wait_again(retries.unconfirmed_retryable(campaign.id))
    return _follow_up(campaign, portfolio, people, "campaign.send_unconfirmed_again", actor)


def leave_unconfirmed(campaign: Campaign, actor: str) -> int:
    """Leave those whose outcome is unknown as they are, and ask nobody again. Answers how many."""
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
    if campaign.status not in ONCE_MORE:
        message = N_(
            "The campaign is %(status)s: nobody can be tried again.",
            status=WORDS[campaign.status],
        )
        raise WrongStatus(message, campaign.status)
    return portfolio


def _wait_again(which: list[ColumnElement[bool]]) -> int:
    """Put people back in line; the attempts that they have used stay used."""
    back = db.session.execute(
        update(Recipient)
        .where(*which)
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


def _follow_up(
    campaign: Campaign, portfolio: Portfolio, people: int, action: str, actor: str
) -> int:
    """Plan days for them, in a campaign that had been completed too; a paused one stays so."""
    if not people:
        return 0
    numbers.refresh(Recipient.campaign_id == campaign.id, Recipient.claimed_at.is_not(None))
    if campaign.status == CampaignStatus.COMPLETED:
        campaign.status, campaign.completed_at = CampaignStatus.ACTIVE, None
    if campaign.status == CampaignStatus.ACTIVE:
        replanning.replan(portfolio, clock.now())
    audit.note(actor, action, f"campaign {campaign.id}", people=people)
    return people
