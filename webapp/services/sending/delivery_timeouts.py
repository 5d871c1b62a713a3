"""Messages that WhatsApp accepted and has not delivered: held back, or lost."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import orjson
from sqlalchemy import func, select, text

from webapp.domain.campaigns.message_ttl import message_ttl, ttl_label
from webapp.domain.messages import coded, dumped
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, MessageTemplate
from webapp.services.operations import incidents

#: WhatsApp sends no receipt when it gives up. [D:ttl] Receipts may be late by this time.
RECEIPT_GRACE = timedelta(days=1)
TIMEOUT_BATCH_ROWS = 2_000

MESSAGES_HELD = "messages_held"
#: WhatsApp sends or drops held messages within an hour, with few exceptions. [D:pacing]
HELD_FOR = timedelta(hours=2)

#: In a WITH, so that LIMIT holds; see `claims.claim`.
_EXPIRE = text(
    """
    WITH old AS MATERIALIZED (
        SELECT id FROM campaign_recipients
        WHERE campaign_id = :campaign AND status = 'sent' AND accepted_at < :before
        ORDER BY id LIMIT :rows FOR UPDATE SKIP LOCKED
    )
    UPDATE campaign_recipients r
    SET status = 'failed', failed_at = r.accepted_at + :life, error_code = NULL,
        error_details = NULL, error_reason = CAST(:reason AS jsonb)
    FROM old WHERE r.id = old.id
    """
)


def report_held(campaign_id: uuid.UUID) -> None:
    """Tell staff that WhatsApp holds some of the campaign's messages back."""
    campaign = db.session.get_one(Campaign, campaign_id)
    message = coded("sending.messages_held", name=campaign.name)
    incidents.open_incident(MESSAGES_HELD, f"campaign {campaign_id}", message)


def close_held(now: datetime) -> None:
    """Close incidents so old that WhatsApp has decided; new held messages open them again."""
    incidents.close_older(MESSAGES_HELD, now - HELD_FOR)


def overdue_campaigns(now: datetime) -> Mapping[uuid.UUID, timedelta]:
    """Return the campaigns in which deliveries may be overdue, each with its message's lifetime."""
    undelivered = (
        select(Campaign.id, Campaign.activated_at, MessageTemplate.send_ttl_seconds)
        .join(CampaignCounter, CampaignCounter.campaign_id == Campaign.id)
        .join(MessageTemplate)
        .where(
            CampaignCounter.day.is_(None),
            CampaignCounter.name == RecipientStatus.SENT.value,
            Campaign.activated_at < now - RECEIPT_GRACE,
        )
        .group_by(Campaign.id, MessageTemplate.id)
        .having(func.sum(CampaignCounter.amount) > 0)
    )
    lives = ((key, start, message_ttl(ttl)) for key, start, ttl in db.session.execute(undelivered))
    return {key: life for key, start, life in lives if start and start < now - life - RECEIPT_GRACE}


def fail_overdue(campaign_id: uuid.UUID, life: timedelta, now: datetime) -> int:
    """Fail some of the campaign's messages that were not delivered in time; return how many.

    A `delivered` receipt that comes later still counts.
    """
    reason = coded("sending.not_delivered_in_time", life=ttl_label(life))
    failed = db.session.execute(
        _EXPIRE,
        {
            "campaign": campaign_id,
            "life": life,
            "before": now - life - RECEIPT_GRACE,
            "reason": orjson.dumps(dumped(reason)).decode(),
            "rows": TIMEOUT_BATCH_ROWS,
        },
    )
    return int(failed.rowcount)  # type: ignore[attr-defined]
