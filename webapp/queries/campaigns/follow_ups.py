"""Follow-up campaigns, and the groups that they can be for."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Reply
from webapp.queries.campaigns.statistics import Statistics


def following(campaign_id: uuid.UUID) -> Sequence[Campaign]:
    """Return the campaigns that follow this one, the oldest first."""
    statement = select(Campaign).where(Campaign.follows_id == campaign_id)
    return db.session.scalars(statement.order_by(Campaign.created_at, Campaign.id)).all()


def counts(campaign_id: uuid.UUID, statistics: Statistics) -> dict[FollowUp, int]:
    """Return the size of each group of the campaign's recipients, unsubscribed ones included."""
    replied = select(func.count(Reply.contact_id.distinct())).where(
        Reply.campaign_id == campaign_id
    )
    return {
        FollowUp.NOT_DELIVERED: statistics.counts[RecipientStatus.FAILED],
        FollowUp.UNREAD: statistics.counts[RecipientStatus.DELIVERED],
        FollowUp.NO_REPLY: max(0, statistics.delivered - (db.session.scalar(replied) or 0)),
    }
