"""After a crash: claims whose outcome nobody will bring any more."""

from datetime import datetime

from sqlalchemy import text

from webapp.extensions import db
from webapp.services.planning import quota_ledger

#: A row that is locked is being settled at this moment by its worker or a receipt.
_EXPIRE = text(
    """
    WITH expired AS MATERIALIZED (
        SELECT id FROM campaign_recipients WHERE status = 'sending' AND lease_until < :now
        FOR UPDATE SKIP LOCKED
    )
    UPDATE campaign_recipients r
    SET status = 'unconfirmed', lease_until = NULL
    FROM expired, marketing_campaigns c JOIN senders s ON s.id = c.sender_id
    WHERE r.id = expired.id AND c.id = r.campaign_id
    RETURNING s.portfolio_id, CASE WHEN NOT r.in_service_window THEN r.contact_id END
    """
)


def expire_claims(now: datetime) -> int:
    """Make the claims whose lease has ended `unconfirmed`, and count them.

    They may have been written to, so they hold their places in the room. A receipt settles
    them, or a person does; they are never sent again by themselves.
    """
    people: dict[int, list[int]] = {}
    for portfolio_id, contact_id in db.session.execute(_EXPIRE, {"now": now}):
        people.setdefault(portfolio_id, []).append(contact_id)
    for portfolio_id, contact_ids in people.items():
        quota_ledger.write(portfolio_id, [key for key in contact_ids if key], now)
    return sum(map(len, people.values()))
