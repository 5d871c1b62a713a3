"""How a batch reacts to "too fast": a short pause, and longer ones while it continues."""

from webapp.domain.sending.error_actions import BRIEF, ErrorAction
from webapp.domain.sending.error_policy import classify
from webapp.whatsapp.outcomes import Outcome, Refused

#: Fewer calls count as this many, so that one refusal among a few does not dominate.
MIN_SAMPLE = 100


def is_overload(outcome: Outcome) -> bool:
    """Return whether WhatsApp was overloaded, so that fewer calls would help."""
    return isinstance(outcome, Refused) and classify(outcome.fault).holds_pace


def is_throttled(outcome: Outcome) -> bool:
    """Return whether the call came too early and may be made again in a moment."""
    is_slow = isinstance(outcome, Refused) and classify(outcome.fault).action == ErrorAction.SLOW
    return is_slow and is_overload(outcome)


class Backoff:
    """Counts the calls that WhatsApp refused as too many."""

    def __init__(self) -> None:
        self.calls = self.overloads = 0
        self.in_a_row = 0

    def count(self, outcome: Outcome) -> None:
        self.calls += 1
        self.overloads += is_overload(outcome)

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
