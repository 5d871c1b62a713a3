"""The quota ledger: which contacts a portfolio wrote to in the last 24 hours."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, text

from webapp.domain.planning import quota
from webapp.domain.recipients.status import CLAIM_LEASE
from webapp.extensions import db
from webapp.models import QuotaUse

#: A second message uses no more quota, but keeps the contact in the ledger for longer.
_WRITE = text(
    """
    INSERT INTO quota_ledger (portfolio_id, contact_id, written_at)
    SELECT :portfolio, contact_id, :now FROM unnest(CAST(:contacts AS bigint[])) AS contact_id
    ON CONFLICT (portfolio_id, contact_id) DO UPDATE
    SET written_at = greatest(quota_ledger.written_at, excluded.written_at)
    """
)

#: The latest time at which each contact may have got the last message that did not fail.
_LAST_SUCCESS = """
    SELECT coalesce(r.contact_id, r.twin_contact_id) AS contact_id,
           max(r.claimed_at) + CAST(:lease AS interval) AS written_at
    FROM campaign_recipients r
    JOIN marketing_campaigns c ON c.id = r.campaign_id
    JOIN senders s ON s.id = c.sender_id AND s.portfolio_id = :portfolio
    WHERE (r.contact_id = ANY(CAST(:contacts AS bigint[]))
           OR r.twin_contact_id = ANY(CAST(:contacts AS bigint[]))) AND NOT r.in_service_window
      AND r.status IN ('sent', 'delivered', 'read', 'unconfirmed') AND r.claimed_at > :cutoff
    GROUP BY 1
"""
_SHORTEN = text(
    f"""
    UPDATE quota_ledger l SET written_at = least(l.written_at, last.written_at)
    FROM ({_LAST_SUCCESS}) last
    WHERE l.portfolio_id = :portfolio AND l.contact_id = last.contact_id
    RETURNING l.contact_id
    """  # noqa: S608 (made of the texts above)
)


_MOVE = text(
    """
    WITH moved AS (DELETE FROM quota_ledger WHERE contact_id = :source RETURNING *)
    INSERT INTO quota_ledger (portfolio_id, contact_id, written_at)
    SELECT portfolio_id, :target, written_at FROM moved
    ON CONFLICT (portfolio_id, contact_id) DO UPDATE
    SET written_at = greatest(quota_ledger.written_at, excluded.written_at)
    """
)


def write(portfolio_id: int, contact_ids: Iterable[int], now: datetime) -> None:
    """Count the contacts as sent to, also if the outcome is unknown."""
    # Once each, even for several campaigns; in the same order for all workers: no deadlock.
    contacts = sorted(set(contact_ids))
    if contacts:
        params = {"portfolio": portfolio_id, "contacts": contacts, "now": now}
        db.session.execute(_WRITE, params)


def move(source_id: int, target_id: int) -> None:
    """Count the target instead of the source: the two contacts are one person.

    The later of two messages counts. The caller holds the locks of all portfolios.
    """
    db.session.execute(_MOVE, {"source": source_id, "target": target_id})


def give_back(portfolio_id: int, contact_ids: Collection[int], now: datetime) -> None:
    """Stop counting contacts whose message failed before it was delivered.

    A contact who got another message in the same 24 hours counts for as long as that one does.
    Call it once the failure is stored.
    """
    still_counted = db.session.scalars(
        _SHORTEN,
        {
            "portfolio": portfolio_id,
            "contacts": sorted(contact_ids),
            "cutoff": quota.cutoff(now),
            "lease": CLAIM_LEASE,
        },
    ).all()
    db.session.execute(
        delete(QuotaUse).where(
            QuotaUse.portfolio_id == portfolio_id,
            QuotaUse.contact_id.in_(set(contact_ids) - set(still_counted)),
        )
    )


def prune(now: datetime) -> None:
    """Delete the contacts whose 24 hours are over."""
    db.session.execute(delete(QuotaUse).where(QuotaUse.written_at <= quota.cutoff(now)))
