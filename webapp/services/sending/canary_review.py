"""Deciding on waves: the others are written to by themselves, or the campaign pauses."""

import uuid
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.sending.canary import Judgement, Wave, judge
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.queries.campaigns import canary
from webapp.queries.operations import settings
from webapp.services.accounts import audit
from webapp.services.background import bisecting
from webapp.services.campaigns import canary as canary_service
from webapp.services.campaigns import lifecycle
from webapp.services.planning import replanning

ACTOR = "system"


def review(now: datetime) -> bool:
    """Decide on every wave that is on; answer whether others may be written to now. Commits."""
    on = (
        select(Campaign.id)
        .join(Sender)
        .where(Campaign.status == CampaignStatus.ACTIVE, Campaign.canary_size.is_not(None))
        .order_by(Sender.portfolio_id, Campaign.id)  # as everyone locks
    )
    ids = db.session.scalars(on).all()
    return any(
        bisecting.each_in_own_transaction(
            "waves", "campaign", ids, lambda key: _review_one(key, now)
        )
    )


def let_go(campaign: Campaign, actor: str) -> None:
    """Write to the others without waiting any longer. Raises WrongStatus where no wave is on."""
    replanning.lock_campaign(campaign)
    if campaign.status != CampaignStatus.ACTIVE or campaign.canary_size is None:
        raise WrongStatus(N_("Nobody waits for a first wave."), campaign.status)
    canary_service.begin(campaign, None, clock.now())
    audit.note(actor, "campaign.wave_let_go", f"campaign {campaign.id}")


def _review_one(campaign_id: uuid.UUID, now: datetime) -> bool:
    """Decide under the campaign's lock: someone may be pausing it, or may have let it go."""
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
            lifecycle.pause(campaign, PauseReason.FAILURES, ACTOR, _words(wave))
    return judgement == Judgement.GOOD


def _counts(wave: Wave) -> dict[str, int]:
    return {"people": wave.written_to, "delivered": wave.delivered, "failed": wave.failed}


def _words(wave: Wave) -> str:
    return N_(
        "Of the first %(people)s people, %(delivered)s got the message and %(failed)s could not "
        "be reached: the others wait.",
        **_counts(wave),
    )
