"""Applying receipts: what WhatsApp says became of our messages."""

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Row, or_, select, text

from webapp import clock
from webapp.domain.error_policy import classify
from webapp.domain.events import Receipt
from webapp.domain.ladder import Standing, climb
from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient, Sender
from webapp.services import room_ledger
from webapp.services.outcomes import Refusal, concerns_others

S = RecipientStatus

#: Failed before it was delivered: the place in the room is free again.
_LOST = (S.FAILED, S.PENDING)
#: Held a place in the room ledger.
_WRITTEN = (S.SENT, S.UNCONFIRMED)

_STANDING = list(Standing.__annotations__)


@dataclass
class Settled:
    """A recipient with the receipts that have been applied so far."""

    row: Row[Any]
    standing: Standing
    wamid: str | None
    failures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def was(self) -> RecipientStatus:
        return self.row.status  # type: ignore[no-any-return]


def apply(receipts: Sequence[Receipt]) -> tuple[list[Receipt], list[Refusal]]:
    """Apply the receipts to their recipients, in any order, in a fixed number of statements.

    Answers those that belong to no message of ours, and the refusals that concern more than
    their recipient. Safe to call again with the same receipts.
    """
    settled = {row.id: Settled(row, _standing(row), row.wamid) for row in _recipients(receipts)}
    by_wamid = {one.wamid: one for one in settled.values() if one.wamid}
    unmatched, refusals = [], []
    for receipt in receipts:
        one = by_wamid.get(receipt.wamid) or _by_callback(receipt, settled)
        if one is None:
            unmatched.append(receipt)
        elif refusal := _apply_one(one, receipt):
            refusals.append(refusal)
    _write(settled.values())
    _account(settled.values())
    return unmatched, refusals


def _recipients(receipts: Sequence[Receipt]) -> Iterable[Row[Any]]:
    """Lock the recipients whom the receipts may concern, always in the same order."""
    ids = [key[0] for receipt in receipts if (key := _key(receipt))]
    wamids = [receipt.wamid for receipt in receipts]
    if not receipts:
        return []
    return db.session.execute(
        select(
            Recipient.id,
            Recipient.claim_token,
            Recipient.wamid,
            Recipient.contact_id,
            Sender.portfolio_id,
            *(getattr(Recipient, name) for name in _STANDING),
        )
        .join(Campaign, Campaign.id == Recipient.campaign_id)
        .join(Sender, Sender.id == Campaign.sender_id)
        .where(or_(Recipient.wamid.in_(wamids), Recipient.id.in_(ids)))
        .order_by(Recipient.id)
        .with_for_update(of=Recipient)
    )


def _standing(row: Row[Any]) -> Standing:
    return Standing(**{name: getattr(row, name) for name in _STANDING})


def _key(receipt: Receipt) -> tuple[int, uuid.UUID] | None:
    """Read the recipient and the claim that a message was sent with."""
    recipient_id, _, token = (receipt.callback or "").partition(".")
    try:
        return int(recipient_id), uuid.UUID(token)
    except ValueError:
        return None


def _by_callback(receipt: Receipt, settled: dict[int, Settled]) -> Settled | None:
    """Find the recipient of a receipt that was quicker than the answer to our call."""
    key = _key(receipt)
    one = settled.get(key[0]) if key else None
    return one if one and key and one.row.claim_token == key[1] else None


def _apply_one(one: Settled, receipt: Receipt) -> Refusal | None:
    before = one.standing
    one.standing = climb(before, receipt, clock.now(), random.random())  # noqa: S311
    one.wamid = one.wamid or receipt.wamid
    if receipt.error is None or one.standing.status == before.status:
        return None
    details = receipt.error.details or receipt.error.title
    at = receipt.at.isoformat()
    one.failures.append({"at": at, "code": receipt.error.code, "details": details})
    policy = classify(receipt.error, by_receipt=True)
    return Refusal(policy, receipt.error, one.row.id) if concerns_others(policy) else None


_TYPES = {
    "status": "text",
    "attempts": "smallint",
    "accepted_at": "timestamptz",
    "sent_at": "timestamptz",
    "delivered_at": "timestamptz",
    "read_at": "timestamptz",
    "failed_at": "timestamptz",
    "next_attempt_at": "timestamptz",
    "error_code": "int",
    "error_details": "text",
}

_WRITE = text(
    f"""
    UPDATE campaign_recipients r
    SET {", ".join(f"{name} = s.{name}" for name in _TYPES)}, wamid = s.wamid,
        lease_until = CASE WHEN s.status = 'sending' THEN r.lease_until END,
        batch_id = CASE WHEN s.status = 'pending' THEN NULL ELSE r.batch_id END,
        history = CASE WHEN s.failures = '[]' THEN r.history
                       ELSE coalesce(r.history, '[]') || s.failures END
    FROM unnest(
        CAST(:ids AS bigint[]), CAST(:wamids AS text[]), CAST(:failures AS jsonb[]),
        {", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _TYPES.items())}
    ) AS s(id, wamid, failures, {", ".join(_TYPES)})
    WHERE r.id = s.id
    """  # noqa: S608 (made of the words above)
)


def _write(settled: Iterable[Settled]) -> None:
    """Write all that changed in one statement."""
    changed = [
        one for one in settled if (one.standing, one.wamid) != (_standing(one.row), one.row.wamid)
    ]
    if not changed:
        return
    columns = {name: [getattr(one.standing, name) for one in changed] for name in _TYPES}
    db.session.execute(
        _WRITE,
        columns
        | {
            "ids": [one.row.id for one in changed],
            "wamids": [one.wamid for one in changed],
            "failures": [Jsonb(one.failures) for one in changed],
        },
    )


def _account(settled: Iterable[Settled]) -> None:
    """Keep the room ledger true: a receipt may be the first to tell that a message was accepted."""
    by_portfolio: dict[int, list[Settled]] = {}
    for one in settled:
        if one.row.contact_id is not None:
            by_portfolio.setdefault(one.row.portfolio_id, []).append(one)
    for portfolio_id, people in sorted(by_portfolio.items()):
        written, lost = [], []
        for one in people:
            if one.was == S.SENDING and one.standing.status not in (S.SENDING, *_LOST):
                written.append(one.row.contact_id)
            elif one.was in _WRITTEN and one.standing.status in _LOST:
                lost.append(one.row.contact_id)
        room_ledger.write(portfolio_id, written, clock.now())
        if lost:
            room_ledger.give_back(portfolio_id, lost)
