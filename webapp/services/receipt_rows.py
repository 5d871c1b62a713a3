"""The recipients that receipts concern: locked, read and written in bulk."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Row, TextClause, text

from webapp.domain.ladder import Standing
from webapp.domain.recipient_status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Subscription

S = RecipientStatus

#: Of a claim token as a text, and of the smallest number that is no bigint.
CLAIM_LENGTH, ID_LENGTH = 36, 19

_STANDING = [one.name for one in fields(Standing)]


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
    def status(self) -> RecipientStatus:
        """Where the recipient stands; nobody who opted out waits for another attempt."""
        is_out = self.row.subscription == Subscription.UNSUBSCRIBED
        return S.SKIPPED if self.standing.status == S.PENDING and is_out else self.standing.status

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
    SELECT {", ".join(f"r.{name}" for name in _STANDING)},
           r.id, r.id || '.' || r.claim_token AS callback, r.wamid, r.contact_id, r.campaign_id,
           r.claimed_at, r.in_service_window, r.history, p.subscription, p.user_id, p.wa_id
    FROM campaign_recipients r LEFT JOIN contacts p ON p.id = r.contact_id
    WHERE r.id = ANY(CAST(:ids AS bigint[])) OR r.wamid = ANY(CAST(:wamids AS text[]))
    ORDER BY r.id FOR UPDATE OF r
    """  # noqa: S608 (made of the words above)
)


def lock(ids: Collection[int], wamids: Collection[str]) -> list[Settled]:
    """Lock the recipients with these ids or messages until the commit."""
    rows = db.session.execute(_LOCK, {"ids": list(ids), "wamids": list(wamids)}).all()
    standings = [Standing(S(row[0]), *row[1 : len(_STANDING)]) for row in rows]
    return [
        Settled(row, standing, standing, row.wamid)
        for row, standing in zip(rows, standings, strict=True)
    ]


#: What nearly every receipt changes, and what besides only refusals and their undoing do.
_OFTEN = {
    "status": "text",
    "wamid": "text",
    "accepted_at": "timestamptz",
    "sent_at": "timestamptz",
    "delivered_at": "timestamptz",
    "read_at": "timestamptz",
    "pricing_type": "text",
    "pricing_category": "text",
}
_SELDOM = {
    "attempts": "smallint",
    "failed_at": "timestamptz",
    "next_attempt_at": "timestamptz",
    "error_code": "int",
    "error_details": "text",
    "skip_reason": "text",
}
_REFUSED = """
    history = CASE WHEN s.failures IS NULL THEN r.history
                   ELSE coalesce(r.history, '[]') || s.failures END,
    batch_id = CASE WHEN s.status IN ('pending', 'skipped') THEN NULL ELSE r.batch_id END,
"""


def _update(columns: dict[str, str], extra: str = "", more: dict[str, str] | None = None) -> Any:
    given = {"id": "bigint"} | columns | (more or {})
    return text(
        f"""
        UPDATE campaign_recipients r
        SET {extra} {", ".join(f"{name} = s.{name}" for name in columns)},
            lease_until = CASE WHEN s.status = 'sending' THEN r.lease_until END
        FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in given.items())})
             AS s({", ".join(given)})
        WHERE r.id = s.id
        """  # noqa: S608 (made of the words above)
    )


_WRITE_OFTEN: TextClause = _update(_OFTEN)
_WRITE_ALL: TextClause = _update(_OFTEN | _SELDOM, _REFUSED, {"failures": "jsonb"})


def write(settled: Iterable[Settled]) -> None:
    """Write all that changed, in one statement or two."""
    changed = [one for one in settled if one.is_changed]
    seldom = [one for one in changed if _is_seldom(one)]
    often = [one for one in changed if not _is_seldom(one)]
    if often:
        db.session.execute(_WRITE_OFTEN, _columns(often, _OFTEN))
    if seldom:
        failures = [Jsonb(one.failures) if one.failures else None for one in seldom]
        db.session.execute(_WRITE_ALL, _columns(seldom, _OFTEN | _SELDOM) | {"failures": failures})


def _is_seldom(one: Settled) -> bool:
    """Answer whether a refusal, or the undoing of one, changed more than times and status."""
    before, after = one.before, one.standing
    return bool(one.failures) or (before.attempts, before.error_details, before.failed_at) != (
        after.attempts,
        after.error_details,
        after.failed_at,
    )


def _columns(settled: Sequence[Settled], names: Iterable[str]) -> dict[str, list[Any]]:
    given: dict[str, list[Any]] = {
        "id": [one.row.id for one in settled],
        "wamid": [one.wamid for one in settled],
        "status": [one.status.value for one in settled],
        "skip_reason": [
            SkipReason.OPTED_OUT.value if one.status == S.SKIPPED else None for one in settled
        ],
    }
    rest = [name for name in names if name not in given]
    standings = [one.standing for one in settled]
    return {name: given[name] for name in ("id", *names) if name in given} | {
        name: [getattr(standing, name) for standing in standings] for name in rest
    }


def id_in(callback: str | None) -> int | None:
    """Read the recipient that a message was sent to: "17.CLAIM". Others' callbacks are none."""
    recipient_id, _, claim = (callback or "").partition(".")
    is_ours = len(claim) == CLAIM_LENGTH and len(recipient_id) < ID_LENGTH
    is_id = is_ours and recipient_id.isascii() and recipient_id.isdecimal()
    return int(recipient_id) if is_id else None
