"""The circuit breaker: pausing a campaign automatically when most of what it sends fails."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.messages import Message, coded, joined
from webapp.domain.sending import circuit_breaker, refusal_messages
from webapp.domain.sending.circuit_breaker import Tripped
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Channel
from webapp.queries.operations import settings
from webapp.queries.sending import outcome_samples
from webapp.services.campaigns import lifecycle
from webapp.services.operations import fault_isolation

ACTOR = "system"


def review_all(now: datetime) -> None:
    """Review the campaigns with recent failures. Safe at any time; commits."""
    ids = [campaign.id for campaign in outcome_samples.with_failures(now)]
    fault_isolation.each_in_own_transaction(
        "circuit_breaker", "campaign", ids, lambda key: review(key, now)
    )


def review(campaign_id: uuid.UUID, now: datetime) -> None:
    """Pause the campaign if most of its latest messages failed, with the reason.

    Call it in its own transaction: pausing locks the portfolio before anything else.
    """
    reason = _reason(campaign_id, now)
    if reason is None:
        return
    campaign = db.session.get_one(Campaign, campaign_id)
    if campaign.status == CampaignStatus.ACTIVE:
        with suppress(WrongStatus):  # another worker was quicker
            lifecycle.pause(campaign, PauseReason.FAILURES, ACTOR, reason)


def _reason(campaign_id: uuid.UUID, now: datetime) -> Message | None:
    """Return why the campaign has to pause; None if it does not."""
    rules = settings.safety().circuit_breaker_rules
    responses = outcome_samples.latest(campaign_id, Channel.RESPONSE, rules.last)
    if trip := circuit_breaker.tripped(responses, rules):
        return coded("sending.many_refused", **_parameters(trip))
    receipts = outcome_samples.latest(campaign_id, Channel.RECEIPT, rules.last)
    if trip := circuit_breaker.tripped(receipts, rules):
        return coded("sending.many_not_arrived", **_parameters(trip))
    if trip := circuit_breaker.silent(outcome_samples.without_response(campaign_id, now), rules):
        return coded("sending.many_unanswered", failed=trip.failed, of=trip.of)
    return None


def _parameters(trip: Tripped) -> dict[str, object]:
    return {"failed": trip.failed, "of": trip.of, "why": joined(_causes(trip), "; ")}


def _causes(trip: Tripped) -> Iterator[Message]:
    for code, amount in trip.failures.items():
        policy = circuit_breaker.policy_of(code)
        why = refusal_messages.reason(policy) if policy else str(code)
        yield coded("sending.one_failure", why=why, code=str(code), people=amount)
