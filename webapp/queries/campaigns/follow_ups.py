"""Campaigns that follow others, and whom they may write to."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Reply
from webapp.queries.campaigns.statistics import Statistics


def of(campaign_id: uuid.UUID) -> Sequence[Campaign]:
    """List the campaigns that follow this one, the oldest first."""
    chosen = select(Campaign).where(Campaign.follows_id == campaign_id)
    return db.session.scalars(chosen.order_by(Campaign.created_at, Campaign.id)).all()


def counts(campaign_id: uuid.UUID, counted: Statistics) -> dict[FollowUp, int]:
    """Count each group of the campaign's people, those included who have unsubscribed since."""
    replied = select(func.count(Reply.contact_id.distinct())).where(
        Reply.campaign_id == campaign_id
    )
    return {
        FollowUp.NOT_DELIVERED: counted.counts[RecipientStatus.FAILED],
        FollowUp.UNREAD: counted.counts[RecipientStatus.DELIVERED],
        FollowUp.NO_REPLY: max(0, counted.delivered - (db.session.scalar(replied) or 0)),
    }
