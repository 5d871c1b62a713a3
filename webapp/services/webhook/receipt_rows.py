"""The recipients that receipts are about: locked, read and written in bulk."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, TextClause, text

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.receipt_transitions import RecipientState
from webapp.extensions import db
from webapp.models import Subscription
from webapp.services.contacts import known_ids
from webapp.services.webhook.pg_arrays import array

S = RecipientStatus
NO_IDS = WhatsAppIds()

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
    ids: WhatsAppIds = NO_IDS
    #: The pricing as it came, by status; those stored already are not read, and stay.
    pricing: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        is_same = self.state is self.before or self.state == self.before
        is_more = bool(self.failures or self.pricing)
        return not is_same or is_more or self.wamid != self.row.wamid

    @property
    def final_state(self) -> RecipientState:
        """Return the state to store: a contact who opted out or was erased is not tried again."""
        is_out = self.row.is_twin or self.row.subscription != Subscription.SUBSCRIBED
        if is_out and self.state.status == S.PENDING:
            return self.state._replace(status=S.SKIPPED, next_attempt_at=None)
        return self.state

    @property
    def status(self) -> RecipientStatus:
        return self.final_state.status

    @property
    def new_ids(self) -> WhatsAppIds | None:
        """Return the ids from receipts, if the contact does not have all of them."""
        return None if known_ids.are_known(self.row, self.ids) else self.ids

    def times_refused(self, code: int | None) -> int:
        """Return how many stored failures of this recipient have the code."""
        failures = (*(self.row.history or ()), *self.failures)
        return sum(failure.get("code") == code for failure in failures)

    def has_failure_of(self, wamid: str) -> bool:
        """Return whether the failure of this message is stored already."""
        failures = [*(self.row.history or ()), *self.failures]
        return any(failure.get("wamid") == wamid for failure in failures)


#: Always in the same order, so that two workers wait for each other without a deadlock. The
#: contact is looked up when the row is locked: a merge may have changed it while we waited.
_LOCK = text(
    f"""
    WITH r AS MATERIALIZED (
        SELECT {", ".join(RecipientState._fields)}, id, claim_token, wamid, campaign_id,
               in_service_window, history, contact_id, twin_contact_id
        FROM campaign_recipients
        WHERE id = ANY(CAST(:ids AS bigint[])) OR wamid = ANY(CAST(:wamids AS text[]))
        ORDER BY id FOR UPDATE
    )
    SELECT {", ".join(f"r.{name}" for name in RecipientState._fields)},
           r.id, r.id || '.' || r.claim_token AS callback, r.wamid, r.campaign_id,
           r.in_service_window, r.history, p.id AS contact_id, r.contact_id IS NULL AS is_twin,
           p.subscription, p.phone_number, p.user_id, p.parent_user_id, p.username, p.wa_id
    FROM r LEFT JOIN contacts p ON p.id = coalesce(r.contact_id, r.twin_contact_id)
    ORDER BY r.id
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
                           WHEN r.status = 'skipped' THEN r.skip_reason
                           WHEN r.twin_contact_id IS NOT NULL THEN 'duplicate_person'
                           ELSE 'opted_out' END
    """,
    "failures": """
        history = CASE WHEN s.failures IS NULL THEN r.history
                       ELSE coalesce(r.history, '[]') || s.failures END
    """,
    "pricing": "pricing = coalesce(s.pricing || r.pricing, s.pricing, r.pricing)",
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
    if any(update.pricing for update in changed):
        columns["pricing"] = [
            json.dumps(update.pricing) if update.pricing else None for update in changed
        ]
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
