"""Reopening ended campaigns in which recipients wait again.

WhatsApp accepts a message, and hours later reports that it was dropped, or that the contact gets
too many messages now: a recipient who needs a retry must not be lost because all others are done.
"""

import uuid
from datetime import datetime

from sqlalchemy import func, select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import WAITING, SkipReason
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, Sender, SenderStatus
from webapp.services.accounts import audit
from webapp.services.campaigns import lifecycle, template_changes
from webapp.services.operations import fault_isolation
from webapp.services.planning import replanning

ACTOR = "system"
ENDED = (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED)


def reopen(now: datetime) -> None:
    """Reopen completed campaigns in which recipients wait, and skip those in cancelled ones.

    If the offer of a completed one has ended, they are skipped too.

    Safe to run at any time and twice at once; commits.
    """
    # By the counters: only ended campaigns in which a recipient waits are read.
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
    fault_isolation.each_in_own_transaction(
        "reopening", "campaign", ids, lambda key: _reopen(key, now)
    )


def _reopen(campaign_id: uuid.UUID, now: datetime) -> None:
    campaign = db.session.get_one(Campaign, campaign_id)
    portfolio = replanning.lock_campaign(campaign)
    if campaign.status == CampaignStatus.CANCELLED:
        lifecycle.skip_waiting(campaign, SkipReason.CANCELLED)
    elif campaign.has_ended_offer(now):
        lifecycle.skip_waiting(campaign, SkipReason.OFFER_ENDED)
        return
    if campaign.status != CampaignStatus.COMPLETED:  # another process was quicker
        return
    campaign.status, campaign.completed_at = CampaignStatus.ACTIVE, None
    audit.note(ACTOR, "campaign.reopen", f"campaign {campaign.id}")
    if campaign.has_changed_template:
        template_changes.hold(campaign)
    elif reason := _obstacle(campaign):
        lifecycle.pause(campaign, reason, ACTOR)
    else:
        replanning.replan(portfolio, now)


def _obstacle(campaign: Campaign) -> PauseReason | None:
    """Return why the campaign would be paused if it were active."""
    template = campaign.message_template
    if campaign.sender.status == SenderStatus.STOPPED:
        return PauseReason.SENDER
    is_refused = template is not None and (template.refused_at or not template.is_approved)
    return PauseReason.TEMPLATE if is_refused else None
