"""How a batch reacts to "too fast": a short pause, and longer ones while it continues."""

import time

from webapp.domain.sending.error_actions import BRIEF, ErrorAction, Policy
from webapp.domain.sending.error_policy import classify
from webapp.whatsapp.outcomes import Outcome, Refused

#: Fewer calls count as this many, so that one refusal among a few does not dominate.
MIN_SAMPLE = 100


def seconds_too_early(outcome: Outcome) -> float | None:
    """Return the seconds after which the call may be made again; None for another outcome."""
    policy = _policy(outcome)
    if policy is None or policy.action != ErrorAction.SLOW or not policy.holds_pace:
        return None
    return policy.wait.total_seconds() if policy.wait else None


def _policy(outcome: Outcome) -> Policy | None:
    return classify(outcome.fault) if isinstance(outcome, Refused) else None


class Backoff:
    """Counts the calls that WhatsApp refused as too many."""

    def __init__(self) -> None:
        self.calls = self.overloads = 0
        self.in_a_row = 0
        self._paused_until = 0.0

    def count(self, outcome: Outcome) -> None:
        self.calls += 1
        policy = _policy(outcome)
        if policy is None or policy.wait is None:
            return
        self.overloads += policy.holds_pace
        if policy.pauses_sender:
            until = time.monotonic() + policy.wait.total_seconds()
            self._paused_until = max(self._paused_until, until)

    @property
    def is_paused(self) -> bool:
        """Return whether the sender has to send nothing at the moment."""
        return time.monotonic() < self._paused_until

    def next_pause(self) -> float:
        """Return the seconds to pause for the calls since the last pause, and start a new count.

        The refused share decides, so that a single refusal costs very little and the pace becomes
        what WhatsApp allows. The pause doubles each time that most are refused.
        """
        is_most = 2 * self.overloads > self.calls
        self.in_a_row = self.in_a_row + 1 if is_most else 0
        share = self.overloads / max(self.calls, MIN_SAMPLE)
        self.calls = self.overloads = 0
        return min(share * 2.0**self.in_a_row, BRIEF.total_seconds())
