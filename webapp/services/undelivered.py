"""Messages that WhatsApp accepted and never delivered."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Tally

#: WhatsApp tries for 30 days and then gives up, without a word. [D:ttl] One day more for receipts
#: that come late.
LIFE = timedelta(days=30)
GRACE = timedelta(days=1)
AT_ONCE = 2_000

_END = text(
    """
    UPDATE campaign_recipients r
    SET status = 'failed', failed_at = r.accepted_at + :life, error_code = NULL,
        error_details = 'WhatsApp could not deliver the message within 30 days'
    FROM (
        SELECT id FROM campaign_recipients
        WHERE campaign_id = :campaign AND status = 'sent' AND accepted_at < :before
        ORDER BY id LIMIT :at_once FOR UPDATE SKIP LOCKED
    ) old
    WHERE r.id = old.id
    """
)


def campaigns(now: datetime) -> Sequence[uuid.UUID]:
    """List the campaigns old enough in which someone still waits for a delivery."""
    waiting = (
        select(Tally.campaign_id)
        .join(Campaign, Campaign.id == Tally.campaign_id)
        .where(
            Tally.day.is_(None),
            Tally.name == RecipientStatus.SENT.value,
            Campaign.activated_at < now - LIFE - GRACE,
        )
        .group_by(Tally.campaign_id)
        .having(func.sum(Tally.amount) > 0)
    )
    return db.session.scalars(waiting).all()


def end(campaign_id: uuid.UUID, now: datetime) -> int:
    """Fail some of the campaign's messages whose time has run out; answer how many.

    A receipt that comes after all still lifts the recipient.
    """
    ended = db.session.execute(
        _END,
        {
            "campaign": campaign_id,
            "life": LIFE,
            "before": now - LIFE - GRACE,
            "at_once": AT_ONCE,
        },
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
