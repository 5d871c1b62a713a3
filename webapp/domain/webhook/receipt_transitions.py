"""How a receipt changes the state of a recipient, in whatever order receipts arrive."""

from datetime import datetime
from typing import NamedTuple

from webapp.domain.recipients.retry_decision import decide_retry
from webapp.domain.recipients.status import RecipientStatus, may_become
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault, Receipt

S = RecipientStatus

#: The only pricing type that is charged; any other counts only where no type is known.
REGULAR = "regular"
#: Statuses in which the last failure is still stored by its code.
_REFUSED = (S.FAILED, S.PENDING, S.QUEUED)


class RecipientState(NamedTuple):
    """The state of a recipient that receipts can change."""

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
    state: RecipientState, receipt: Receipt, now: datetime, jitter: float, refusals: int = 1
) -> RecipientState:
    """Return the state after one receipt; `refusals` counts how often its error has come so far.

    The earliest time of each kind is kept. A status changes only where the table of statuses
    allows, so a receipt that is late, repeated or out of order changes nothing that it should not.
    """
    if receipt.status == "failed":
        return _fail(state, receipt, now, jitter, refusals)
    at, reached = receipt.at, S(receipt.status)
    is_allowed = may_become(state.status, reached)
    has_arrived = is_allowed and reached != S.SENT  # whatever was refused before
    pricing_type, pricing_category = _pricing(state, receipt)
    return RecipientState(
        status=reached if is_allowed else state.status,
        attempts=state.attempts + _restored_attempts(state) if has_arrived else state.attempts,
        accepted_at=_first(state.accepted_at, at),
        sent_at=_first(state.sent_at, at) if reached == S.SENT else state.sent_at,
        # read implies delivered
        delivered_at=state.delivered_at if reached == S.SENT else _first(state.delivered_at, at),
        read_at=_first(state.read_at, at) if reached == S.READ else state.read_at,
        failed_at=None if has_arrived else state.failed_at,
        next_attempt_at=None if has_arrived else state.next_attempt_at,
        error_code=None if has_arrived else state.error_code,
        error_details=None if has_arrived else state.error_details,
        pricing_type=pricing_type,
        pricing_category=pricing_category,
    )


def _fail(
    state: RecipientState, receipt: Receipt, now: datetime, jitter: float, refusals: int
) -> RecipientState:
    if receipt.error is None or not may_become(state.status, S.FAILED):
        return state
    policy = classify(receipt.error, by_receipt=True)
    decision = decide_retry(policy, state.attempts, refusals, now, jitter)
    return state._replace(
        status=decision.status,
        attempts=decision.attempts,
        next_attempt_at=decision.next_attempt_at,
        failed_at=receipt.at if decision.status == S.FAILED else None,
        error_code=receipt.error.code,
        error_details=receipt.error.details or receipt.error.title,
    )


def _restored_attempts(state: RecipientState) -> int:
    """Return 1 if a failure used no attempt: the message did arrive, so it counts as one."""
    if state.status not in _REFUSED or state.error_details is None:
        return 0
    fault = ProviderFault(state.error_code, state.error_details)
    return 0 if classify(fault, by_receipt=True).uses_attempt else 1


def _pricing(state: RecipientState, receipt: Receipt) -> tuple[str | None, str | None]:
    if receipt.pricing_type is None or state.pricing_type == REGULAR:
        return state.pricing_type, state.pricing_category or receipt.pricing_category
    if state.pricing_type is None or receipt.pricing_type == REGULAR:
        return receipt.pricing_type, receipt.pricing_category
    return state.pricing_type, state.pricing_category


def _first(known: datetime | None, at: datetime) -> datetime:
    return at if known is None or at < known else known
