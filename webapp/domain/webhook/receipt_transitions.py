"""How receipts change the status of a recipient, in whatever order they come."""

from datetime import datetime
from typing import NamedTuple

from webapp.domain.recipients.retry_decision import decide_retry
from webapp.domain.recipients.status import RecipientStatus, may_become
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault, Receipt

S = RecipientStatus

#: What is charged; any other price is none, and wins only where nothing is known.
REGULAR = "regular"
#: Statuses in which the last failure is still remembered by its code.
_REFUSED = (S.FAILED, S.PENDING, S.QUEUED)


class Standing(NamedTuple):
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
    pricing_type: str | None = None
    pricing_category: str | None = None


def apply_receipt(
    standing: Standing, receipt: Receipt, now: datetime, jitter: float, times: int = 1
) -> Standing:
    """Apply one receipt; `times` tells how often its refusal has come by now.

    Each first time is kept; a status is only ever left for one that the table allows, so a
    receipt that comes late, twice or out of order changes nothing that it should not.
    """
    if receipt.status == "failed":
        return _fail(standing, receipt, now, jitter, times)
    known, at, reached = standing, receipt.at, S(receipt.status)
    rises = may_become(known.status, reached)
    is_lifted = rises and reached != S.SENT  # delivered, whatever was refused before
    pricing_type, pricing_category = _pricing(known, receipt)
    return Standing(
        status=reached if rises else known.status,
        attempts=known.attempts + _given_back(known) if is_lifted else known.attempts,
        accepted_at=_first(known.accepted_at, at),
        sent_at=_first(known.sent_at, at) if reached == S.SENT else known.sent_at,
        # read implies delivered
        delivered_at=known.delivered_at if reached == S.SENT else _first(known.delivered_at, at),
        read_at=_first(known.read_at, at) if reached == S.READ else known.read_at,
        failed_at=None if is_lifted else known.failed_at,
        next_attempt_at=None if is_lifted else known.next_attempt_at,
        error_code=None if is_lifted else known.error_code,
        error_details=None if is_lifted else known.error_details,
        pricing_type=pricing_type,
        pricing_category=pricing_category,
    )


def _fail(
    standing: Standing, receipt: Receipt, now: datetime, jitter: float, times: int
) -> Standing:
    if receipt.error is None or not may_become(standing.status, S.FAILED):
        return standing
    policy = classify(receipt.error, by_receipt=True)
    decided = decide_retry(policy, standing.attempts, times, now, jitter)
    return standing._replace(
        status=decided.status,
        attempts=decided.attempts,
        next_attempt_at=decided.next_attempt_at,
        failed_at=receipt.at if decided.status == S.FAILED else None,
        error_code=receipt.error.code,
        error_details=receipt.error.details or receipt.error.title,
    )


def _given_back(standing: Standing) -> int:
    """Count the attempt that a failure did not use up: the message did arrive, so it counts."""
    if standing.status not in _REFUSED or standing.error_details is None:
        return 0
    fault = ProviderFault(standing.error_code, standing.error_details)
    return 0 if classify(fault, by_receipt=True).uses_attempt else 1


def _pricing(standing: Standing, receipt: Receipt) -> tuple[str | None, str | None]:
    if receipt.pricing_type is None or standing.pricing_type == REGULAR:
        return standing.pricing_type, standing.pricing_category
    if standing.pricing_type is None or receipt.pricing_type == REGULAR:
        return receipt.pricing_type, receipt.pricing_category
    return standing.pricing_type, standing.pricing_category


def _first(known: datetime | None, at: datetime) -> datetime:
    return at if known is None or at < known else known
