"""How many marketing messages a contact may get, and what happens once the cap is reached."""

from dataclasses import dataclass
from enum import StrEnum


class WhenCapped(StrEnum):
    """What a campaign does with a contact who has reached the cap."""

    SKIP = "skip"
    WAIT = "wait"


@dataclass(frozen=True)
class FrequencyCap:
    """The most messages for one contact in a number of days, across all campaigns."""

    messages: int
    days: int
    waits: bool  # the default for campaigns without a setting

    def outcome(self, setting: WhenCapped | None) -> WhenCapped:
        """Return what a campaign with this setting, or without one, does.

        >>> FrequencyCap(2, 7, waits=True).outcome(None)
        <WhenCapped.WAIT: 'wait'>
        """
        return setting or (WhenCapped.WAIT if self.waits else WhenCapped.SKIP)
