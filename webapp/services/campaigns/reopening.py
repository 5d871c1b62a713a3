"""Campaigns that had ended, and in which someone waits again.

WhatsApp takes a message, and hours later says that it was dropped after all, or that the person
gets too many just now: who is to be tried again must not be forgotten because everyone else is
through.
"""

import uuid
from datetime import datetime

from sqlalchemy import func, select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import WAITING
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, Sender, SenderStatus
from webapp.services.accounts import audit
from webapp.services.background import bisecting
from webapp.services.campaigns import lifecycle
from webapp.services.planning import replanning

ACTOR = "system"
ENDED = (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED)


def reopen(now: datetime) -> None:
    """Let completed campaigns go on in which someone waits, and skip who waits in cancelled ones.

    Safe to run at any time and twice at once; commits.
    """
    # The counters know: however many campaigns have ended, only those are read in which one waits.
    waited_in = (
        select(CampaignCounter.campaign_id)
        .where(CampaignCounter.day.is_(None), CampaignCounter.name.in_(WAITING))
        .group_by(CampaignCounter.campaign_id)
        .having(func.sum(CampaignCounter.amount) > 0)
    )
    ended = (
        select(Campaign.id)
        .join(Sender)
        .where(Campaign.id.in_(waited_in), Campaign.status.in_(ENDED))
        .order_by(Sender.portfolio_id, Campaign.id)
    )
    ids = db.session.scalars(ended).all()
    bisecting.each_in_own_transaction("reopening", "campaign", ids, lambda key: _settle(key, now))


def _settle(campaign_id: uuid.UUID, now: datetime) -> None:
    campaign = db.session.get_one(Campaign, campaign_id)
    portfolio = replanning.lock_campaign(campaign)
    if campaign.status == CampaignStatus.CANCELLED:
        lifecycle.skip_waiting(campaign)
    if campaign.status != CampaignStatus.COMPLETED:  # someone else was quicker
        return
    campaign.status, campaign.completed_at = CampaignStatus.ACTIVE, None
    audit.note(ACTOR, "campaign.reopen", f"campaign {campaign.id}")
    if reason := _obstacle(campaign):
        lifecycle.pause(campaign, reason, ACTOR)
    else:
        replanning.replan(portfolio, now)


def _obstacle(campaign: Campaign) -> PauseReason | None:
    """Answer why it would have been paused, had it not been completed."""
    template = campaign.message_template
    if campaign.sender.status == SenderStatus.STOPPED:
        return PauseReason.SENDER
    is_refused = template is not None and (template.refused_at or not template.is_approved)
    return PauseReason.TEMPLATE if is_refused else None
