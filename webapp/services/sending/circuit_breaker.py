"""The breaker: pausing a campaign by itself when most of what it sends fails."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.sending import circuit_breaker
from webapp.domain.sending.circuit_breaker import Tripped
from webapp.domain.translatable import N_, joined
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Channel
from webapp.queries.operations import settings
from webapp.queries.sending import outcome_samples
from webapp.services.background import bisecting
from webapp.services.campaigns import lifecycle

ACTOR = "system"


def review_all(now: datetime) -> None:
    """Look at the campaigns of which something failed of late. Safe at any time; commits."""
    ids = [campaign.id for campaign in outcome_samples.with_failures(now)]
    bisecting.each_in_own_transaction("breaker", "campaign", ids, lambda key: review(key, now))


def review(campaign_id: uuid.UUID, now: datetime) -> None:
    """Pause the campaign if most of what became of it lately failed, and say what.

    Call it in a transaction of its own: pausing locks the portfolio before anything else.
    """
    words = _found(campaign_id, now)
    if words is None:
        return
    campaign = db.session.get_one(Campaign, campaign_id)
    if campaign.status == CampaignStatus.ACTIVE:
        with suppress(WrongStatus):  # someone else was quicker
            lifecycle.pause(campaign, PauseReason.FAILURES, ACTOR, words)


def _found(campaign_id: uuid.UUID, now: datetime) -> str | None:
    """Say what is too much; None where nothing is."""
    rules = settings.safety().breaker_rules
    answers = outcome_samples.latest(campaign_id, Channel.ANSWER, rules.last)
    if found := circuit_breaker.tripped(answers, rules):
        return N_(
            "WhatsApp refused %(failed)s of the last %(of)s messages: %(why)s.", **_told(found)
        )
    receipts = outcome_samples.latest(campaign_id, Channel.RECEIPT, rules.last)
    if found := circuit_breaker.tripped(receipts, rules):
        return N_(
            "Of the last %(of)s messages, %(failed)s did not arrive: %(why)s.", **_told(found)
        )
    if found := circuit_breaker.silent(outcome_samples.unanswered(campaign_id, now), rules):
        return N_("WhatsApp did not answer %(failed)s of the last %(of)s calls.", **_told(found))
    return None


def _told(found: Tripped) -> dict[str, object]:
    return {"failed": found.failed, "of": found.of, "why": joined(_why(found), "; ")}


def _why(found: Tripped) -> Iterator[str]:
    for code, people in found.failures.items():
        policy = circuit_breaker.policy_of(code)
        why = policy.reason if policy else str(code)
        yield N_("%(why)s (%(code)s, %(people)s)", why=why, code=str(code), people=people)
