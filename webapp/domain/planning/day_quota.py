"""The places that one day has to give, and until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID


class Held(NamedTuple):
    """So many people hold places, until this moment."""

    until: datetime
    people: int


class DayRoom:
    """Places for campaigns whose hours end at different times.

    A place that comes free after a campaign's hours is none of its own. What it is given leaves
    the others what they can still use: for every closing, those who close by then have no
    more places together than are free by then.
    """

    def __init__(
        self, limit: int, held: Sequence[Held] = (), closings: Mapping[UUID, datetime] | None = None
    ) -> None:
        self._limit = limit
        self._given = 0
        self._closings = closings or {}
        ends = sorted(set(self._closings.values()))
        self._left = {
            end: max(0, limit - sum(people for until, people in held if until > end))
            for end in ends
        }

    def suffices(self, wishes: Mapping[UUID, int]) -> bool:
        """Answer whether every campaign may have as many places as it wishes."""
        if not self._left:
            return sum(wishes.values()) <= self._limit
        by_closing = dict.fromkeys(self._left, 0)
        for campaign_id, people in wishes.items():
            by_closing[self._closings[campaign_id]] += people
        together = accumulate(by_closing.values())
        return all(asked <= left for asked, left in zip(together, self._left.values(), strict=True))

    def left(self, campaign_id: UUID) -> int:
        """Answer how many places the campaign may have."""
        if not self._left:
            return self._limit - self._given
        closes = self._closings[campaign_id]
        return min(left for end, left in self._left.items() if end >= closes)

    def give(self, campaign_id: UUID, places: int) -> None:
        """Note that the campaign has so many of them."""
        self._given += places
        for end in self._left:
            if end >= self._closings[campaign_id]:
                self._left[end] -= places
