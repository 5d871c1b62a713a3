"""The recipients that receipts concern: locked, read and written in bulk."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, TextClause, text

from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.receipt_transitions import Standing
from webapp.extensions import db
from webapp.models import Subscription
from webapp.services.webhook.pg_arrays import array

S = RecipientStatus

#: Of a claim token as a text, and of the smallest number that is no bigint.
CLAIM_LENGTH, ID_LENGTH = 36, 19

_STATUSES = {status.value: status for status in S}


@dataclass(slots=True)
class Settled:
    """A recipient with the receipts that have been applied so far."""

    row: Row[Any]
    before: Standing
    standing: Standing
    wamid: str | None
    failures: list[dict[str, Any]] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)  # failures that the breaker counts
    user_id: str | None = None
    wa_id: str | None = None

    @property
    def is_changed(self) -> bool:
        is_same = self.standing is self.before or self.standing == self.before
        return not is_same or bool(self.failures) or self.wamid != self.row.wamid

    @property
    def end(self) -> Standing:
        """Where the recipient stands; nobody who opted out or was erased waits for another try."""
        is_out = self.row.subscription != Subscription.SUBSCRIBED
        if is_out and self.standing.status == S.PENDING:
            return self.standing._replace(status=S.SKIPPED, next_attempt_at=None)
        return self.standing

    @property
    def status(self) -> RecipientStatus:
        return self.end.status

    def times_refused(self, code: int | None) -> int:
        """Count how often the person's messages were refused with the code, as far as noted."""
        return sum(told.get("code") == code for told in (*(self.row.history or ()), *self.failures))

    def knows_failure_of(self, wamid: str) -> bool:
        """Answer whether this message's failure has been noted, whatever came after it."""
        noted = [*(self.row.history or ()), *self.failures]
        return any(failure.get("wamid") == wamid for failure in noted)


#: Always in the same order, so that two who do this wait for each other and never in a circle.
_LOCK = text(
    f"""
    SELECT {", ".join(f"r.{name}" for name in Standing._fields)},
           r.id, r.id || '.' || r.claim_token AS callback, r.wamid, r.contact_id, r.campaign_id,
           r.in_service_window, r.history, p.subscription, p.user_id, p.wa_id
    FROM campaign_recipients r LEFT JOIN contacts p ON p.id = r.contact_id
    WHERE r.id = ANY(CAST(:ids AS bigint[])) OR r.wamid = ANY(CAST(:wamids AS text[]))
    ORDER BY r.id FOR UPDATE OF r
    """  # noqa: S608 (made of the words above)
)


def lock(ids: Collection[int], wamids: Collection[str]) -> list[Settled]:
    """Lock the recipients with these ids or messages until the commit."""
    rows = db.session.execute(_LOCK, {"ids": array(ids), "wamids": array(wamids)}).all()
    standings = [_standing(row) for row in rows]
    return [
        Settled(row, standing, standing, row.wamid)
        for row, standing in zip(rows, standings, strict=True)
    ]


def _standing(row: Row[Any]) -> Standing:
    status, *rest = row[: len(Standing._fields)]
    return Standing(_STATUSES[status], *rest)


#: What can be written, and its type.
_TYPES = {
    "id": "bigint",
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
    "pricing_type": "text",
    "pricing_category": "text",
    "wamid": "text",
    "failures": "jsonb",
}
#: What follows from a change besides the column itself.
_FOLLOWS = {
    "status": """
        status = s.status,
        lease_until = CASE WHEN s.status = 'sending' THEN r.lease_until END,
        batch_id = CASE WHEN s.status NOT IN ('pending', 'skipped') THEN r.batch_id END,
        skip_reason = CASE WHEN s.status <> 'skipped' THEN NULL
                           WHEN r.status = 'skipped' THEN r.skip_reason ELSE 'opted_out' END
    """,
    "failures": """
        history = CASE WHEN s.failures IS NULL THEN r.history
                       ELSE coalesce(r.history, '[]') || s.failures END
    """,
}


def write(settled: Iterable[Settled]) -> None:
    """Write what changed, in one statement."""
    changed = [one for one in settled if one.is_changed]
    if changed:
        columns = _columns(changed)
        given = {name: array(values) for name, values in columns.items()}
        db.session.execute(_update(tuple(columns)), given)


def _columns(changed: Sequence[Settled]) -> Mapping[str, Sequence[Any]]:
    """Answer the columns of which at least one recipient's value changed."""
    columns: dict[str, Sequence[Any]] = {"id": [one.row.id for one in changed]}
    before = zip(*(one.before for one in changed), strict=True)
    after = zip(*(one.end for one in changed), strict=True)
    for name, old, new in zip(Standing._fields, before, after, strict=True):
        if old != new:
            columns[name] = new
    if any(one.status != one.before.status for one in changed):
        columns["status"] = [one.status.value for one in changed]
    if any(one.wamid != one.row.wamid for one in changed):
        columns["wamid"] = [one.wamid for one in changed]
    if any(one.failures for one in changed):
        columns["failures"] = [
            json.dumps(one.failures) if one.failures else None for one in changed
        ]
    return columns


@lru_cache
def _update(names: tuple[str, ...]) -> TextClause:
    changes = [_FOLLOWS.get(name, f"{name} = s.{name}") for name in names if name != "id"]
    arrays = [f"CAST(:{name} AS {_TYPES[name]}[])" for name in names]
    return text(
        f"""
        UPDATE campaign_recipients r SET {", ".join(changes)}
        FROM unnest({", ".join(arrays)}) AS s({", ".join(names)}) WHERE r.id = s.id
        """  # noqa: S608 (made of the words above)
    )


def id_in(callback: str | None) -> int | None:
    """Read the recipient that a message was sent to: "17.CLAIM". Others' callbacks are none."""
    recipient_id, _, claim = (callback or "").partition(".")
    is_ours = len(claim) == CLAIM_LENGTH and len(recipient_id) < ID_LENGTH
    is_id = is_ours and recipient_id.isascii() and recipient_id.isdecimal()
    return int(recipient_id) if is_id else None
