"""What to do about a recipient after an attempt whose message did not arrive."""

from dataclasses import dataclass
from datetime import datetime

from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending.error_policy import Policy, retry_wait

#: Attempts for one recipient in one campaign, without those that could not reach the contact.
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class RetryDecision:
    """The recipient's next status, the attempts used so far, and when to try again."""

    status: RecipientStatus
    attempts: int
    next_attempt_at: datetime | None = None


def decide_retry(
    policy: Policy, attempts: int, times: int, now: datetime, jitter: float
) -> RetryDecision:
    """Return whether the recipient is tried again or has failed.

    `attempts` includes this one; `times` is how often the same has happened to the recipient;
    `jitter` from 0 to 1 spreads recipients who failed together.
    """
    used = attempts if policy.uses_attempt else attempts - 1
    if policy.is_final or used >= MAX_ATTEMPTS:
        return RetryDecision(RecipientStatus.FAILED, used)
    wait = retry_wait(policy, times, jitter)
    return RetryDecision(RecipientStatus.PENDING, used, now + wait)
