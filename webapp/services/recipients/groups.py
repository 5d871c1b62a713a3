"""Changing many recipients of a campaign at once."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, update

from webapp import clock
from webapp.domain.campaigns import status
from webapp.domain.campaigns.status import WORDS, CampaignStatus
from webapp.domain.messages import coded
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services.accounts import audit
from webapp.services.planning import replanning

#: Not yet claimed by a worker.
SKIPPABLE = (RecipientStatus.PENDING, RecipientStatus.QUEUED)


def skippable() -> list[ColumnElement[bool]]:
    """Return the conditions of those who can be skipped."""
    return [Recipient.status.in_(SKIPPABLE)]


def skip(campaign: Campaign, conditions: Sequence[ColumnElement[bool]], actor: str) -> int:
    """Skip those who still wait, and plan the days again; return their number.

    A second call returns 0. Raises WrongStatus if the campaign has ended.
    """
    portfolio = replanning.lock_campaign(campaign)
    if campaign.status not in status.OPEN:
        message = coded("campaigns.nobody_waits", status=WORDS[campaign.status])
        raise WrongStatus(message, campaign.status)
    skipped = db.session.execute(
        update(Recipient)
        .where(Recipient.campaign_id == campaign.id, *skippable(), *conditions)
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
