"""What to do about a recipient after an attempt that brought no message to the person."""

from dataclasses import dataclass
from datetime import datetime

from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending.error_policy import Policy, retry_wait

#: Tries of one person in one campaign; those that never reached the person don't count.
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Verdict:
    """The recipient's next status; when to try again, and how many attempts are used by now."""

    status: RecipientStatus
    attempts: int
    next_attempt_at: datetime | None = None


def verdict(policy: Policy, attempts: int, times: int, now: datetime, jitter: float) -> Verdict:
    """Decide between another try and giving up.

    `attempts` counts this try; `times` tells how often the same has happened to the person by
    now; `jitter` from 0 to 1 spreads people who failed together.
    """
    used = attempts if policy.uses_attempt else attempts - 1
    if policy.is_final or used >= MAX_ATTEMPTS:
        return Verdict(RecipientStatus.FAILED, used)
    wait = retry_wait(policy, times, jitter)
    return Verdict(RecipientStatus.PENDING, used, now + wait)
