"""Holding marketing back from contacts whom WhatsApp wants to leave alone for a day."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, text

from webapp.domain.sending.marketing_cap import HOLD
from webapp.extensions import db
from webapp.models import MarketingHold

#: In the same order for all workers: no deadlock.
_HOLD = text(
    """
    INSERT INTO marketing_holds (contact_id, held_until)
    SELECT DISTINCT coalesce(contact_id, twin_contact_id) AS contact_id,
           CAST(:held_until AS timestamptz)
    FROM campaign_recipients
    WHERE id = ANY(CAST(:recipients AS bigint[]))
      AND coalesce(contact_id, twin_contact_id) IS NOT NULL
    ORDER BY contact_id
    ON CONFLICT (contact_id) DO UPDATE
    SET held_until = greatest(marketing_holds.held_until, excluded.held_until)
    """
)


def hold(recipient_ids: Collection[int], now: datetime) -> None:
    """Send no marketing from any campaign to the contacts of these recipients for a day."""
    if recipient_ids:
        db.session.execute(_HOLD, {"recipients": list(recipient_ids), "held_until": now + HOLD})


def prune(now: datetime) -> None:
    """Delete the holds that are over."""
    db.session.execute(delete(MarketingHold).where(MarketingHold.held_until <= now))
