"""Deciding on canaries: the rest of the campaign is sent automatically, or it pauses."""

import uuid
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.messages import Message, coded
from webapp.domain.sending.canary import Canary, Judgement, judge
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.queries.campaigns import canary as canary_query
from webapp.queries.operations import settings
from webapp.services.accounts import audit
from webapp.services.campaigns import canary as canary_service
from webapp.services.campaigns import lifecycle
from webapp.services.operations import fault_isolation
from webapp.services.planning import replanning

ACTOR = "system"


def review(now: datetime) -> bool:
    """Decide on every open canary; return whether the rest of any may be sent now. Commits."""
    undecided = (
        select(Campaign.id)
        .join(Sender)
        .where(Campaign.status == CampaignStatus.ACTIVE, Campaign.canary_size.is_not(None))
        .order_by(Sender.portfolio_id, Campaign.id)  # the order in which all processes lock
    )
    ids = db.session.scalars(undecided).all()
    return any(
        fault_isolation.each_in_own_transaction(
            "canaries", "campaign", ids, lambda key: _review_one(key, now)
        )
    )


def release(campaign: Campaign, actor: str) -> None:
    """Send to the rest without waiting any longer. Raises WrongStatus without a canary."""
    replanning.lock_campaign(campaign)
    if campaign.status != CampaignStatus.ACTIVE or campaign.canary_size is None:
        raise WrongStatus(N_("Nobody waits for a first wave."), campaign.status)
    canary_service.begin(campaign, None, clock.now())
    audit.note(actor, "campaign.canary_released", f"campaign {campaign.id}")


def _review_one(campaign_id: uuid.UUID, now: datetime) -> bool:
    """Decide under the campaign's lock: a user may pause or release it at the same moment."""
    campaign = db.session.get_one(Campaign, campaign_id)
    replanning.lock_campaign(campaign)
    canary = canary_query.progress(campaign)
    if canary is None or campaign.status != CampaignStatus.ACTIVE:
        return False
    judgement = judge(canary, settings.safety().canary_rules, now)
    if judgement == Judgement.GOOD:
        canary_service.begin(campaign, None, now)
        audit.note(ACTOR, "campaign.canary_good", f"campaign {campaign.id}", **_counts(canary))
    elif judgement == Judgement.BAD:
        with suppress(WrongStatus):
            lifecycle.pause(campaign, PauseReason.FAILURES, ACTOR, _reason(canary))
    return judgement == Judgement.GOOD


def _counts(canary: Canary) -> dict[str, int]:
    return {"people": canary.sent, "delivered": canary.delivered, "failed": canary.failed}


def _reason(canary: Canary) -> Message:
    return coded("sending.initial_group_failed", **_counts(canary))
