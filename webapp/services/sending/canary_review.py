"""Deciding on canaries: the rest of the campaign is sent automatically, or it pauses."""

import uuid
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.messages import Message, coded
from webapp.domain.sending.canary import Judgement, Wave, judge
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.queries.campaigns import canary
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
        .order_by(Sender.portfolio_id, Campaign.id)  # the order in which all lock
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
    audit.note(actor, "campaign.wave_let_go", f"campaign {campaign.id}")


def _review_one(campaign_id: uuid.UUID, now: datetime) -> bool:
    """Decide under the campaign's lock: a user may pause or release it at the same moment."""
    campaign = db.session.get_one(Campaign, campaign_id)
    replanning.lock_campaign(campaign)
    wave = canary.progress(campaign)
    if wave is None or campaign.status != CampaignStatus.ACTIVE:
        return False
    judgement = judge(wave, settings.safety().wave_rules, now)
    if judgement == Judgement.GOOD:
        canary_service.begin(campaign, None, now)
        audit.note(ACTOR, "campaign.wave_good", f"campaign {campaign.id}", **_counts(wave))
    elif judgement == Judgement.BAD:
        with suppress(WrongStatus):
            lifecycle.pause(campaign, PauseReason.FAILURES, ACTOR, _reason(wave))
    return judgement == Judgement.GOOD


def _counts(wave: Wave) -> dict[str, int]:
    return {"people": wave.written_to, "delivered": wave.delivered, "failed": wave.failed}


def _reason(wave: Wave) -> Message:
    return coded("sending.initial_group_failed", **_counts(wave))
