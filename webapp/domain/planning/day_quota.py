"""The quota that can be allocated on one day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID


class QuotaHold(NamedTuple):
    """An amount of the quota that is used until this moment."""

    until: datetime
    amount: int


class DayQuota:
    """Quota for campaigns whose hours end at different times.

    A campaign cannot use quota that is released after its hours. Its share leaves the others
    what they can still use: for every closing time, the campaigns that close by then together
    use no more than is released by then.
    """

    def __init__(
        self,
        limit: int,
        holds: Sequence[QuotaHold] = (),
        closings: Mapping[UUID, datetime] | None = None,
    ) -> None:
        self._limit = limit
        self._used = 0
        self._closings = closings or {}
        ends = sorted(set(self._closings.values()))
        self._remaining = {
            end: max(0, limit - sum(amount for until, amount in holds if until > end))
            for end in ends
        }

    def suffices(self, requested: Mapping[UUID, int]) -> bool:
        """Return whether every campaign can get all that it requests."""
        if not self._remaining:
            return sum(requested.values()) <= self._limit
        by_closing = dict.fromkeys(self._remaining, 0)
        for campaign_id, amount in requested.items():
            by_closing[self._closings[campaign_id]] += amount
        together = accumulate(by_closing.values())
        free = self._remaining.values()
        return all(amount <= remaining for amount, remaining in zip(together, free, strict=True))

    def remaining(self, campaign_id: UUID) -> int:
        """Return how much the campaign may still have."""
        if not self._remaining:
            return self._limit - self._used
        closes = self._closings[campaign_id]
        return min(remaining for end, remaining in self._remaining.items() if end >= closes)

    def use(self, campaign_id: UUID, amount: int) -> None:
        """Record that the campaign has used this amount."""
        self._used += amount
        for end in self._remaining:
            if end >= self._closings[campaign_id]:
                self._remaining[end] -= amount
