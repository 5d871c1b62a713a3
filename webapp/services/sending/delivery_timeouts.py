"""Messages that WhatsApp accepted and never delivered."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from webapp.domain.campaigns.message_ttl import in_words, lifetime
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.translatable import N_, packed
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, MessageTemplate

#: WhatsApp gives up without a word. [D:ttl] So much longer we wait for receipts that come late.
GRACE = timedelta(days=1)
AT_ONCE = 2_000

#: In a WITH, so that LIMIT holds; see `sending.claim`.
_END = text(
    """
    WITH old AS MATERIALIZED (
        SELECT id FROM campaign_recipients
        WHERE campaign_id = :campaign AND status = 'sent' AND accepted_at < :before
        ORDER BY id LIMIT :at_once FOR UPDATE SKIP LOCKED
    )
    UPDATE campaign_recipients r
    SET status = 'failed', failed_at = r.accepted_at + :life, error_code = NULL,
        error_details = :details
    FROM old WHERE r.id = old.id
    """
)


def campaigns(now: datetime) -> Mapping[uuid.UUID, timedelta]:
    """List the campaigns old enough in which someone still waits for a delivery.

    Each with its template's time to live.
    """
    waiting = (
        select(Campaign.id, Campaign.activated_at, MessageTemplate.send_ttl_seconds)
        .join(CampaignCounter, CampaignCounter.campaign_id == Campaign.id)
        .join(MessageTemplate)
        .where(
            CampaignCounter.day.is_(None),
            CampaignCounter.name == RecipientStatus.SENT.value,
            Campaign.activated_at < now - GRACE,
        )
        .group_by(Campaign.id, MessageTemplate.id)
        .having(func.sum(CampaignCounter.amount) > 0)
    )
    lives = ((key, begun, lifetime(ttl)) for key, begun, ttl in db.session.execute(waiting))
    return {key: life for key, begun, life in lives if begun and begun < now - life - GRACE}


def end(campaign_id: uuid.UUID, life: timedelta, now: datetime) -> int:
    """Fail some of the campaign's messages whose time has run out; answer how many.

    A receipt that comes after all still lifts the recipient.
    """
    ended = db.session.execute(
        _END,
        {
            "campaign": campaign_id,
            "life": life,
            "before": now - life - GRACE,
            "details": packed(
                N_(
                    "WhatsApp could not deliver the message within %(life)s.",
                    life=in_words(life),
                )
            ),
            "at_once": AT_ONCE,
        },
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
