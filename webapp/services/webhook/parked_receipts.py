"""Receipts for messages that we do not know yet: tried again for a while, then given up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import ParkedReceipt

#: The response to our call is known, or has been given up, within a minute. A receipt that still
#: matches no message long after that is for a message that another program sent.
PARKING_TIME = timedelta(minutes=15)
FIRST_RETRY_DELAY = timedelta(seconds=2)
BATCH_ROWS = 2_000


def park(receipts: Iterable[tuple[int, Receipt]]) -> None:
    """Store receipts, each with its body's id, for another attempt."""
    now = clock.now()
    rows = [
        {
            "event_id": event_id,
            "receipt": _dumped(receipt),
            "parked_at": now,
            "next_try_at": now + FIRST_RETRY_DELAY,
        }
        for event_id, receipt in receipts
    ]
    if rows:
        db.session.execute(insert(ParkedReceipt), rows)


def lock_due() -> Mapping[int, Receipt]:
    """Lock the receipts that are due for another attempt; another worker gets others."""
    rows = db.session.execute(
        select(ParkedReceipt.id, ParkedReceipt.receipt)
        .where(ParkedReceipt.given_up_at.is_(None), ParkedReceipt.next_try_at <= clock.now())
        .order_by(ParkedReceipt.next_try_at)
        .limit(BATCH_ROWS)
        .with_for_update(skip_locked=True)
    )
    return {key: _loaded(receipt) for key, receipt in rows}


def update_after_attempt(matched: Sequence[int], unmatched: Sequence[int]) -> None:
    """Delete the matched ones; double the delay of the others, and give up the old ones."""
    now = clock.now()
    parked = ParkedReceipt
    db.session.execute(delete(parked).where(parked.id.in_(matched)))
    remaining = update(parked).where(parked.id.in_(unmatched))
    db.session.execute(
        remaining.where(parked.parked_at <= now - PARKING_TIME)
        .values(given_up_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        remaining.where(parked.parked_at > now - PARKING_TIME)
        .values(next_try_at=now + FIRST_RETRY_DELAY + (now - parked.parked_at))
        .execution_options(synchronize_session=False)
    )


def _dumped(receipt: Receipt) -> dict[str, Any]:
    error = receipt.error and asdict(receipt.error)
    return receipt._asdict() | {"at": receipt.at.isoformat(), "error": error}


def _loaded(stored: Mapping[str, Any]) -> Receipt:
    error = stored["error"] and ProviderFault(**stored["error"])
    return Receipt(**{**stored, "at": datetime.fromisoformat(stored["at"]), "error": error})
