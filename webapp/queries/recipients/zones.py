"""The time zones in which recipients of a campaign wait."""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, select, text

from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient

#: Steps from one group of zones to the next along the index: as many look-ups as there are groups.
_WAITING = text(
    """
    WITH RECURSIVE waiting AS (
        (SELECT time_zones FROM campaign_recipients
         WHERE campaign_id = :campaign AND status = 'pending' AND time_zones IS NOT NULL
         ORDER BY time_zones LIMIT 1)
        UNION ALL
        SELECT (SELECT r.time_zones FROM campaign_recipients r
                WHERE r.campaign_id = :campaign AND r.status = 'pending'
                  AND r.time_zones IS NOT NULL AND r.time_zones > waiting.time_zones
                ORDER BY r.time_zones LIMIT 1)
        FROM waiting WHERE waiting.time_zones IS NOT NULL
    )
    SELECT time_zones FROM waiting WHERE time_zones IS NOT NULL
    """
)


def waiting(campaign: Campaign) -> list[str]:
    """Return the groups of zones in which recipients of the campaign wait.

    See `domain.contacts.phone_zones`.
    """
    return list(db.session.scalars(_WAITING, {"campaign": campaign.id}))


def count_in(campaign: Campaign, groups: Iterable[str]) -> int:
    """Return the number of recipients of the campaign who wait in these groups of zones."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Recipient.campaign_id == campaign.id,
                Recipient.status == RecipientStatus.PENDING,
                Recipient.time_zones.in_(list(groups)),
            )
        )
        or 0
    )


def for_batch(batch_id: uuid.UUID) -> list[str]:
    """Return the groups of zones of a batch's recipients."""
    groups = select(Recipient.time_zones).distinct()
    return list(
        db.session.scalars(
            groups.where(Recipient.batch_id == batch_id, Recipient.time_zones.is_not(None))
        )
    )
