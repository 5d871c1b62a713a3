"""How often one person may get marketing messages, and what becomes of whoever got enough."""

from dataclasses import dataclass
from enum import StrEnum


class WhenCapped(StrEnum):
    """What a campaign does with someone who has got enough messages lately."""

    SKIP = "skip"
    WAIT = "wait"


@dataclass(frozen=True)
class FrequencyCap:
    """At most so many messages for one person in so many days, across all campaigns."""

    messages: int
    days: int
    waits: bool  # where the campaign itself says nothing

    def outcome(self, chosen: WhenCapped | None) -> WhenCapped:
        """Return what a campaign with this setting, or without one, does.

        >>> FrequencyCap(2, 7, waits=True).outcome(None)
        <WhenCapped.WAIT: 'wait'>
        """
        return chosen or (WhenCapped.WAIT if self.waits else WhenCapped.SKIP)
