"""How a pipeline answers WhatsApp's "too fast": a little for a little, more when it goes on."""

from datetime import timedelta

from webapp.domain.error_policy import Policy, classify
from webapp.whatsapp.outcomes import Outcome, Refused

#: For a longer wait people are given back; for one up to this, and by steps up to this, the pace
#: is held.
BRIEF = timedelta(seconds=5)
#: Answers on which a full measure is taken: one refusal among fewer does not stand for all.
MEASURE = 100


def is_brief(policy: Policy) -> bool:
    """Answer whether it is enough to go on a little more slowly."""
    return policy.slows_sender and policy.wait is not None and policy.wait <= BRIEF


def is_throttled(outcome: Outcome) -> bool:
    """Answer whether the call came too early and may be made again in a moment."""
    return isinstance(outcome, Refused) and is_brief(classify(outcome.fault))


class Throttle:
    """Counts how many of the calls came too early."""

    def __init__(self) -> None:
        self.early = self.all = 0
        self.in_a_row = 0

    def count(self, outcome: Outcome) -> None:
        self.all += 1
        self.early += is_throttled(outcome)

    def seconds(self) -> float:
        """Tell how long to hold the pace for what was counted since the last time.

        By the share of calls refused, so that a stray refusal costs next to nothing and the pace
        finds what WhatsApp allows; doubled each time that most of them are refused.
        """
        most = 2 * self.early > self.all
        self.in_a_row = self.in_a_row + 1 if most else 0
        share = self.early / max(self.all, MEASURE)
        self.early = self.all = 0
        return min(share * 2.0**self.in_a_row, BRIEF.total_seconds())
