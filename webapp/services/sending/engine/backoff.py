"""How a pipeline answers WhatsApp's "too fast": a little for a little, more when it goes on."""

from webapp.domain.sending.error_actions import BRIEF, Remedy
from webapp.domain.sending.error_policy import classify
from webapp.whatsapp.outcomes import Outcome, Refused

#: Answers on which a full measure is taken: one refusal among fewer does not stand for all.
MEASURE = 100


def holds_pace(outcome: Outcome) -> bool:
    """Answer whether WhatsApp had too much to do: fewer calls would do better."""
    return isinstance(outcome, Refused) and classify(outcome.fault).holds_pace


def is_throttled(outcome: Outcome) -> bool:
    """Answer whether the call came too early and may be made again in a moment."""
    is_slow = isinstance(outcome, Refused) and classify(outcome.fault).remedy == Remedy.SLOW
    return is_slow and holds_pace(outcome)


class Throttle:
    """Counts how many of the calls were too much for WhatsApp."""

    def __init__(self) -> None:
        self.too_much = self.all = 0
        self.in_a_row = 0

    def count(self, outcome: Outcome) -> None:
        self.all += 1
        self.too_much += holds_pace(outcome)

    def seconds(self) -> float:
        """Tell how long to hold the pace for what was counted since the last time.

        By the share of calls refused, so that a stray refusal costs next to nothing and the pace
        finds what WhatsApp allows; doubled each time that most of them are refused.
        """
        most = 2 * self.too_much > self.all
        self.in_a_row = self.in_a_row + 1 if most else 0
        share = self.too_much / max(self.all, MEASURE)
        self.too_much = self.all = 0
        return min(share * 2.0**self.in_a_row, BRIEF.total_seconds())
