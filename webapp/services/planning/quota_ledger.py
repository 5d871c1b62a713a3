"""Keeping the room ledger: whom a portfolio wrote to in the last 24 hours."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, text

from webapp.domain.planning import quota
from webapp.domain.recipients.status import CLAIM_LEASE
from webapp.extensions import db
from webapp.models import QuotaUse

#: A second message costs no place, but keeps the person in the window for longer.
_WRITE = text(
    """
    INSERT INTO quota_ledger (portfolio_id, contact_id, written_at)
    SELECT :portfolio, contact_id, :now FROM unnest(CAST(:contacts AS bigint[])) AS contact_id
    ON CONFLICT (portfolio_id, contact_id) DO UPDATE
    SET written_at = greatest(quota_ledger.written_at, excluded.written_at)
    """
)

#: When each person got the last of the messages that did not fail, as late as it may have been.
_STILL_WRITTEN = """
    SELECT r.contact_id, max(r.claimed_at) + CAST(:lease AS interval) AS written_at
    FROM campaign_recipients r
    JOIN marketing_campaigns c ON c.id = r.campaign_id
    JOIN senders s ON s.id = c.sender_id AND s.portfolio_id = :portfolio
    WHERE r.contact_id = ANY(CAST(:contacts AS bigint[])) AND NOT r.in_service_window
      AND r.status IN ('sent', 'delivered', 'read', 'unconfirmed') AND r.claimed_at > :cutoff
    GROUP BY r.contact_id
"""
_SHORTEN = text(
    f"""
    UPDATE quota_ledger l SET written_at = least(l.written_at, still.written_at)
    FROM ({_STILL_WRITTEN}) still
    WHERE l.portfolio_id = :portfolio AND l.contact_id = still.contact_id
    RETURNING l.contact_id
    """  # noqa: S608 (made of the words above)
)


def write(portfolio_id: int, contact_ids: Iterable[int], now: datetime) -> None:
    """Note that the people were written to, now or (where the outcome is unknown) perhaps."""
    # Once each, though several campaigns wrote; in the same order for all workers: no deadlock.
    people = sorted(set(contact_ids))
    if people:
        values = {"portfolio": portfolio_id, "contacts": people, "now": now}
        db.session.execute(_WRITE, values)


def give_back(portfolio_id: int, contact_ids: Collection[int], now: datetime) -> None:
    """Free the places of people whose message failed before it was delivered.

    Someone to whom another message went in the same 24 hours keeps the place for as long as that
    one counts. Call it once the failure is written.
    """
    kept = db.session.scalars(
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
            QuotaUse.contact_id.in_(set(contact_ids) - set(kept)),
        )
    )


def prune(now: datetime) -> None:
    """Forget the people whose 24 hours are over."""
    db.session.execute(delete(QuotaUse).where(QuotaUse.written_at <= quota.cutoff(now)))
