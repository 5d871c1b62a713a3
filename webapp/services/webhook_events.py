"""The webhook's inbox: keep what comes, understand it later."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.events import Event, Receipt, Unknown
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services import receipts, replies
from webapp.services.outcomes import Refusal
from webapp.whatsapp import payloads

#: Bodies in one transaction; each may hold up to 1,000 updates.
AT_ONCE = 200


def keep(body: bytes) -> None:
    """Store a signed body as it came; the same body again is stored once."""
    db.session.execute(
        insert(WebhookEvent)
        .values(digest=hashlib.sha256(body).digest(), body=body, received_at=clock.now())
        .on_conflict_do_nothing(index_elements=["digest"])
    )


def drain() -> tuple[int, list[Refusal]]:
    """Apply the oldest waiting bodies; answer how many, and refusals for `remedies.apply`.

    Several workers may drain at once: each takes bodies that no other has.
    """
    waiting = db.session.scalars(
        select(WebhookEvent)
        .where(WebhookEvent.drained_at.is_(None))
        .order_by(WebhookEvent.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    told = {event.id: payloads.events(event.body) for event in waiting}
    everything = [item for items in told.values() for item in items]
    unmatched, refusals = receipts.apply([item for item in everything if isinstance(item, Receipt)])
    faults = replies.apply(everything)
    for event in waiting:
        event.drained_at = clock.now()
        event.fault = _fault(told[event.id], unmatched, faults)
    db.session.flush()
    return len(waiting), refusals


def _fault(
    items: Sequence[Event], unmatched: Sequence[Receipt], faults: dict[int, str]
) -> str | None:
    """Say what of a body could not be used; None when all of it could."""
    said = [item.reason for item in items if isinstance(item, Unknown)]
    lost = sum(1 for item in items if any(item is one for one in unmatched))
    if lost:
        said.append(f"{lost} receipts for messages that were not sent from here.")
    said += [faults[id(item)] for item in items if id(item) in faults]
    return " ".join(said) or None
