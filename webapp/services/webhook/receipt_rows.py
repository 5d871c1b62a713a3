"""The recipients that receipts are about: locked, read and written in bulk."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, TextClause, text

from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.receipt_transitions import RecipientState
from webapp.extensions import db
from webapp.models import Subscription
from webapp.services.contacts.identity import NewIds
from webapp.services.webhook.pg_arrays import array

S = RecipientStatus

#: Characters of a claim token, and of the smallest number that does not fit a bigint.
CLAIM_LENGTH, ID_LENGTH = 36, 19

_STATUSES = {status.value: status for status in S}


@dataclass(slots=True)
class RecipientUpdate:
    """A recipient, and the changes by the receipts that have been applied so far."""

    row: Row[Any]
    before: RecipientState
    state: RecipientState
    wamid: str | None
    failures: list[dict[str, Any]] = field(default_factory=list)
    failure_codes: list[str] = field(default_factory=list)  # failures for the circuit breaker
    user_id: str | None = None
    wa_id: str | None = None

    @property
    def is_changed(self) -> bool:
        is_same = self.state is self.before or self.state == self.before
        return not is_same or bool(self.failures) or self.wamid != self.row.wamid

    @property
    def final_state(self) -> RecipientState:
        """Return the state to store: a contact who opted out or was erased is not tried again."""
        is_out = self.row.subscription != Subscription.SUBSCRIBED
        if is_out and self.state.status == S.PENDING:
            return self.state._replace(status=S.SKIPPED, next_attempt_at=None)
        return self.state

    @property
    def status(self) -> RecipientStatus:
        return self.final_state.status

    @property
    def new_ids(self) -> NewIds | None:
        """Return the contact's ids from receipts that the row does not have."""
        user_id = None if self.row.user_id else self.user_id or None
        if user_id or (self.wa_id and self.wa_id != self.row.wa_id):
            return NewIds(user_id, self.wa_id)
        return None

    def times_refused(self, code: int | None) -> int:
        """Return how many stored failures of this recipient have the code."""
        failures = (*(self.row.history or ()), *self.failures)
        return sum(failure.get("code") == code for failure in failures)

    def has_failure_of(self, wamid: str) -> bool:
        """Return whether the failure of this message is stored already."""
        failures = [*(self.row.history or ()), *self.failures]
        return any(failure.get("wamid") == wamid for failure in failures)


#: Always in the same order, so that two workers wait for each other without a deadlock.
_LOCK = text(
    f"""
    SELECT {", ".join(f"r.{name}" for name in RecipientState._fields)},
           r.id, r.id || '.' || r.claim_token AS callback, r.wamid, r.contact_id, r.campaign_id,
           r.in_service_window, r.history, p.subscription, p.user_id, p.wa_id
    FROM campaign_recipients r LEFT JOIN contacts p ON p.id = r.contact_id
    WHERE r.id = ANY(CAST(:ids AS bigint[])) OR r.wamid = ANY(CAST(:wamids AS text[]))
    ORDER BY r.id FOR UPDATE OF r
    """  # noqa: S608 (made of the words above)
)


def lock(ids: Collection[int], wamids: Collection[str]) -> list[RecipientUpdate]:
    """Lock the recipients with these ids or message ids until the commit, and return them."""
    rows = db.session.execute(_LOCK, {"ids": array(ids), "wamids": array(wamids)}).all()
    states = [_state(row) for row in rows]
    return [
        RecipientUpdate(row, state, state, row.wamid)
        for row, state in zip(rows, states, strict=True)
    ]


def _state(row: Row[Any]) -> RecipientState:
    status, *rest = row[: len(RecipientState._fields)]
    return RecipientState(_STATUSES[status], *rest)


#: The columns that can be written, with their types.
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
    "pricing": "jsonb",
    "wamid": "text",
    "failures": "jsonb",
}
#: Columns whose change sets others too, or is written in another way.
_ASSIGNMENTS = {
    "status": """
        status = s.status, error_reason = NULL,
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


def write(updates: Iterable[RecipientUpdate]) -> None:
    """Write the changes in one statement."""
    changed = [update for update in updates if update.is_changed]
    if changed:
        columns = _columns(changed)
        params = {name: array(values) for name, values in columns.items()}
        db.session.execute(_statement(tuple(columns)), params)


def _columns(changed: Sequence[RecipientUpdate]) -> Mapping[str, Sequence[Any]]:
    """Return the columns in which the value of at least one recipient changed."""
    columns: dict[str, Sequence[Any]] = {"id": [update.row.id for update in changed]}
    before = zip(*(update.before for update in changed), strict=True)
    after = zip(*(update.final_state for update in changed), strict=True)
    for name, old, new in zip(RecipientState._fields, before, after, strict=True):
        if old != new:
            columns[name] = new
    if "pricing" in columns:
        columns["pricing"] = [value and json.dumps(value) for value in columns["pricing"]]
    if any(update.status != update.before.status for update in changed):
        columns["status"] = [update.status.value for update in changed]
    if any(update.wamid != update.row.wamid for update in changed):
        columns["wamid"] = [update.wamid for update in changed]
    if any(update.failures for update in changed):
        columns["failures"] = [
            json.dumps(update.failures) if update.failures else None for update in changed
        ]
    return columns


@lru_cache
def _statement(names: tuple[str, ...]) -> TextClause:
    changes = [_ASSIGNMENTS.get(name, f"{name} = s.{name}") for name in names if name != "id"]
    arrays = [f"CAST(:{name} AS {_TYPES[name]}[])" for name in names]
    return text(
        f"""
        UPDATE campaign_recipients r SET {", ".join(changes)}
        FROM unnest({", ".join(arrays)}) AS s({", ".join(names)}) WHERE r.id = s.id
        """  # noqa: S608 (made of the words above)
    )


def recipient_id_in(callback: str | None) -> int | None:
    """Return the recipient's id in "17.CLAIM"; None for a callback that is not ours."""
    recipient_id, _, claim = (callback or "").partition(".")
    is_ours = len(claim) == CLAIM_LENGTH and len(recipient_id) < ID_LENGTH
    is_id = is_ours and recipient_id.isascii() and recipient_id.isdecimal()
    return int(recipient_id) if is_id else None
