"""The effect of a refusal by WhatsApp on the recipient, the campaign and the sender."""

from dataclasses import replace
from datetime import timedelta

from webapp.domain.sending.account_codes import DROPPED, NO_SENDER
from webapp.domain.sending.error_actions import ErrorAction, Policy
from webapp.domain.sending.error_codes import AT_FAULT, POLICIES, THROTTLED, UNKNOWN
from webapp.domain.sending.template_codes import NO_AGREEMENT
from webapp.domain.translatable import N_
from webapp.domain.webhook.events import ProviderFault

__all__ = ["ErrorAction", "Policy", "classify", "retry_wait"]

#: The same code, another meaning when it comes as a receipt of a message that was held.
BY_RECEIPT = {135000: DROPPED}
#: These subcodes say more than their codes.
BY_SUBCODE: dict[tuple[int | None, int | None], Policy] = {(100, 33): NO_SENDER}
#: The words by which another refusal with code 100 is known.
AGREEMENT = "legal agreement"
#: The longest wait for another attempt, however many there were.
LONGEST_WAIT = timedelta(hours=24)
#: The longest wait that WhatsApp's header `Retry-After` may ask for; a proxy on the way could
#: ask for anything.
LONGEST_RETRY_AFTER = timedelta(hours=1)


def classify(fault: ProviderFault, *, by_receipt: bool = False) -> Policy:
    """Return the policy for a fault of a response, or of a `failed` receipt.

    A known code decides; else the HTTP status; an unknown fault is tried again a few times.
    The wait is as long as WhatsApp asks for, and never shorter than our own.
    """
    policy = _policy(fault, by_receipt=by_receipt)
    if fault.retry_after is None or not (policy.slows_sender or fault.http_status == 429):
        return policy
    asked = min(timedelta(seconds=fault.retry_after), LONGEST_RETRY_AFTER)
    if policy.wait is None or policy.wait >= asked:
        return policy
    action = ErrorAction.SLOW if policy.slows_sender else policy.action
    return replace(policy, action=action, wait=asked, growth=1)


def _policy(fault: ProviderFault, *, by_receipt: bool) -> Policy:
    if fault.code is not None and by_receipt and fault.code in BY_RECEIPT:
        return BY_RECEIPT[fault.code]
    if (fault.code, fault.subcode) in BY_SUBCODE:
        return BY_SUBCODE[fault.code, fault.subcode]
    if fault.code == 100 and AGREEMENT in f"{fault.title} {fault.details}".lower():
        return NO_AGREEMENT
    if fault.code is not None and fault.code in POLICIES:
        return POLICIES[fault.code]
    if fault.http_status == 429:
        return THROTTLED
    if fault.http_status is not None and fault.http_status >= 500:
        return AT_FAULT
    if fault.title:
        reason = N_("%(why)s (%(fault)s)", why=UNKNOWN.reason, fault=_shown(fault))
        return replace(UNKNOWN, reason=reason)
    return UNKNOWN


def stored_code(fault: ProviderFault) -> int | None:
    """Return the code to store: without a subcode it must still lead to the same meaning.

    >>> stored_code(ProviderFault(100, "Unsupported post request", subcode=33))
    33
    """
    is_known = (fault.code, fault.subcode) in BY_SUBCODE
    return fault.subcode if is_known else fault.code


def retry_wait(policy: Policy, times: int, jitter: float) -> timedelta:
    """Return how long to wait after this has happened `times` times, the first time being 1.

    `jitter` from 0 to 1 adds up to a quarter, so that recipients who failed together are not
    tried again together. The wait is never shorter than the policy says.
    """
    if policy.wait is None:
        return timedelta(0)
    wait = min(policy.wait * policy.growth ** min(times, 20), LONGEST_WAIT)
    return wait * (1 + jitter / 4)


def _shown(fault: ProviderFault) -> str:
    return fault.title if fault.code is None else f"{fault.code} {fault.title}"
