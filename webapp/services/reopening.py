"""Campaigns that had ended, and in which someone waits again.

WhatsApp takes a message, and hours later says that it was dropped after all, or that the person
gets too many just now: who is to be tried again must not be forgotten because everyone else is
through.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from webapp.domain.campaign_status import CampaignStatus, PauseReason
from webapp.domain.recipient_status import WAITING, RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Campaign, Recipient, Sender, SenderStatus
from webapp.services import audit, campaigns, planning

ACTOR = "system"
#: A message is given up after 30 days, and a webhook may come a week late.
LATE = timedelta(days=40)


def reopen(now: datetime) -> None:
    """Let completed campaigns go on in which someone waits, and skip who waits in cancelled ones.

    Safe to run at any time and twice at once.
    """
    waits = exists().where(Recipient.campaign_id == Campaign.id, Recipient.status.in_(WAITING))
    ended = (
        select(Campaign)
        .join(Sender)
        .where(Campaign.status == CampaignStatus.COMPLETED, Campaign.completed_at > now - LATE)
        .where(waits)
        .order_by(Sender.portfolio_id, Campaign.id)
    )
    for campaign in db.session.scalars(ended).all():
        _reopen(campaign, now)
    _skip_cancelled(now)


def _reopen(campaign: Campaign, now: datetime) -> None:
    portfolio = planning.lock_campaign(campaign)
    if campaign.status != CampaignStatus.COMPLETED:  # someone else was quicker
        return
    campaign.status, campaign.completed_at = CampaignStatus.ACTIVE, None
    audit.note(ACTOR, "campaign.reopen", f"campaign {campaign.id}")
    if reason := _obstacle(campaign):
        campaigns.pause(campaign, reason, ACTOR)
    else:
        planning.replan(portfolio, now)


def _obstacle(campaign: Campaign) -> PauseReason | None:
    """Answer why it would have been paused, had it not been completed."""
    template = campaign.message_template
    if campaign.sender.status == SenderStatus.STOPPED:
        return PauseReason.SENDER
    is_refused = template is not None and (template.refused_at or not template.is_approved)
    return PauseReason.TEMPLATE if is_refused else None


def _skip_cancelled(now: datetime) -> None:
    cancelled = select(Campaign.id).where(
        Campaign.status == CampaignStatus.CANCELLED, Campaign.cancelled_at > now - LATE
    )
    db.session.execute(
        update(Recipient)
        .where(Recipient.campaign_id.in_(cancelled), Recipient.status == RecipientStatus.PENDING)
        .values(
            status=RecipientStatus.SKIPPED, skip_reason=SkipReason.CANCELLED, next_attempt_at=None
        )
        .execution_options(synchronize_session=False)
    )
