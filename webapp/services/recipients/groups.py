"""Doing the same to many people of a campaign."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, update

from webapp import clock
from webapp.domain.campaigns import status
from webapp.domain.campaigns.status import WORDS, CampaignStatus
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services.accounts import audit
from webapp.services.planning import replanning

#: Who has not been handed to a worker's call yet.
MAY_BE_SKIPPED = (RecipientStatus.PENDING, RecipientStatus.QUEUED)


def waiting() -> list[ColumnElement[bool]]:
    """Answer the conditions of those who can be taken out."""
    return [Recipient.status.in_(MAY_BE_SKIPPED)]


def skip(campaign: Campaign, which: Sequence[ColumnElement[bool]], actor: str) -> int:
    """Take those who still wait out of the campaign, and plan the days anew; count them.

    A second time finds nobody. Raises WrongStatus where the campaign writes to nobody any more.
    """
    portfolio = replanning.lock_campaign(campaign)
    if campaign.status not in status.OPEN:
        message = N_(
            "The campaign is %(status)s: nobody waits in it.", status=WORDS[campaign.status]
        )
        raise WrongStatus(message, campaign.status)
    skipped = db.session.execute(
        update(Recipient)
        .where(Recipient.campaign_id == campaign.id, *waiting(), *which)
        .values(
            status=RecipientStatus.SKIPPED,
            skip_reason=SkipReason.TAKEN_OUT,
            next_attempt_at=None,
        )
        .execution_options(synchronize_session=False)
    )
    people = int(skipped.rowcount)  # type: ignore[attr-defined]
    if people and campaign.status == CampaignStatus.ACTIVE:
        replanning.replan(portfolio, clock.now())
    if people:
        audit.note(actor, "campaign.skip", f"campaign {campaign.id}", people=people)
    return people
