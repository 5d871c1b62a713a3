"""Receipts for messages that we don't know yet: tried again for a while, then given up."""

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

#: The answer to our call is known, or has been given up, within a minute. A receipt that still
#: matches nothing long after that is for a message that someone else sent.
PARKED_FOR = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=2)
AT_ONCE = 2_000


def park(receipts: Iterable[tuple[int, Receipt]]) -> None:
    """Keep receipts, each with its body's id, to be tried again."""
    now = clock.now()
    rows = [
        {
            "event_id": event_id,
            "receipt": _written(receipt),
            "parked_at": now,
            "next_try_at": now + FIRST_WAIT,
        }
        for event_id, receipt in receipts
    ]
    if rows:
        db.session.execute(insert(ParkedReceipt), rows)


def take_due() -> Mapping[int, Receipt]:
    """Take the receipts that are due for another try; another worker takes others."""
    rows = db.session.execute(
        select(ParkedReceipt.id, ParkedReceipt.receipt)
        .where(ParkedReceipt.given_up_at.is_(None), ParkedReceipt.next_try_at <= clock.now())
        .order_by(ParkedReceipt.next_try_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return {key: _read(receipt) for key, receipt in rows}


def settle(matched: Sequence[int], unmatched: Sequence[int]) -> None:
    """Forget the matched; wait as long again for the others, and give up those of age."""
    now = clock.now()
    parked = ParkedReceipt
    db.session.execute(delete(parked).where(parked.id.in_(matched)))
    still = update(parked).where(parked.id.in_(unmatched))
    db.session.execute(
        still.where(parked.parked_at <= now - PARKED_FOR)
        .values(given_up_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        still.where(parked.parked_at > now - PARKED_FOR)
        .values(next_try_at=now + FIRST_WAIT + (now - parked.parked_at))
        .execution_options(synchronize_session=False)
    )


def _written(receipt: Receipt) -> dict[str, Any]:
    error = receipt.error and asdict(receipt.error)
    return receipt._asdict() | {"at": receipt.at.isoformat(), "error": error}


def _read(written: Mapping[str, Any]) -> Receipt:
    error = written["error"] and ProviderFault(**written["error"])
    return Receipt(**{**written, "at": datetime.fromisoformat(written["at"]), "error": error})
