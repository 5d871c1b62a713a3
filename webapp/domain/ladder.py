"""How receipts move a recipient up the ladder of statuses, in whatever order they come."""

from dataclasses import dataclass, replace
from datetime import datetime

from webapp.domain.error_policy import classify
from webapp.domain.events import Receipt
from webapp.domain.recipient_status import RecipientStatus, may_become
from webapp.domain.verdict import verdict

S = RecipientStatus


@dataclass(frozen=True)
class Standing:
    """Where a recipient stands, as far as receipts can change it."""

    status: RecipientStatus
    attempts: int
    accepted_at: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    failed_at: datetime | None = None
    next_attempt_at: datetime | None = None
    error_code: int | None = None
    error_details: str | None = None


def climb(standing: Standing, receipt: Receipt, now: datetime, jitter: float) -> Standing:
    """Apply one receipt of the present attempt.

    Each first time is kept; a status is only ever left for one that the table allows, so a
    receipt that comes late, twice or out of order changes nothing that it should not.
    """
    if receipt.status == "failed":
        return _fail(standing, receipt, now, jitter)
    reached = S(receipt.status)
    timed = replace(
        standing,
        accepted_at=_first(standing.accepted_at, receipt.at),
        sent_at=_first(standing.sent_at, receipt.at) if reached == S.SENT else standing.sent_at,
        delivered_at=standing.delivered_at
        if reached == S.SENT
        else _first(standing.delivered_at, receipt.at),  # read implies delivered
        read_at=_first(standing.read_at, receipt.at) if reached == S.READ else standing.read_at,
    )
    if not may_become(standing.status, reached):
        return timed
    arrived = replace(timed, status=reached)
    if reached == S.SENT:
        return arrived
    return replace(
        arrived, failed_at=None, next_attempt_at=None, error_code=None, error_details=None
    )


def _fail(standing: Standing, receipt: Receipt, now: datetime, jitter: float) -> Standing:
    if receipt.error is None or not may_become(standing.status, S.FAILED):
        return standing
    decided = verdict(classify(receipt.error, by_receipt=True), standing.attempts, now, jitter)
    return replace(
        standing,
        status=decided.status,
        attempts=decided.attempts,
        next_attempt_at=decided.next_attempt_at,
        failed_at=receipt.at if decided.status == S.FAILED else None,
        error_code=receipt.error.code,
        error_details=receipt.error.details or receipt.error.title,
    )


def _first(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)
