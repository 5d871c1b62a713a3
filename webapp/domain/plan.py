"""The plan: how many people each campaign writes to on each day.

One pure function serves activation, forecast and re-planning. Its cost grows with days and
campaigns, never with people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

#: A plan that does not end within thirty years is cut off there (1 person a day for 1,000,000).
HORIZON = timedelta(days=30 * 365)


@dataclass
class Demand:
    """What one campaign asks of the portfolio."""

    campaign_id: UUID
    priority: int  # 1 first ... 10 last
    waiting: int  # people not yet taken
    daily_limit: int
    first_day: date  # no earlier day has hours left
    taken_on_first_day: int = 0  # people whom its daily limit has already spent on that day
    weekdays: frozenset[int] = frozenset(range(7))

    def share(self, day: date, room: int) -> int:
        """Answer how many people it writes to on the day, given the room left over for it."""
        if day < self.first_day or day.weekday() not in self.weekdays:
            return 0
        limit = self.daily_limit - (self.taken_on_first_day if day == self.first_day else 0)
        return max(0, min(self.waiting, limit, room))


@dataclass(frozen=True)
class Supply:
    """How many different people the portfolio may write to."""

    today: date
    room_today: int | None  # None: no limit
    room_a_day: int | None


class Share(NamedTuple):
    """A campaign writes to `size` people on `day`."""

    day: date
    campaign_id: UUID
    size: int


def plan(demands: Sequence[Demand], supply: Supply) -> list[Share]:
    """Spread every campaign's waiting people over days, first priorities first.

    Equal priorities keep the order in which they were given. People whom the portfolio never has
    room for are in no share. The demands are left as they were.
    """
    queue = sorted((Demand(**vars(demand)) for demand in demands), key=lambda d: d.priority)
    shares: list[Share] = []
    day = supply.today
    while queue and day < supply.today + HORIZON:
        shares += _day(queue, day, supply)
        day += timedelta(days=1)
    return shares


def _day(queue: list[Demand], day: date, supply: Supply) -> Iterator[Share]:
    """Give out one day's room; campaigns that are through leave the queue."""
    room = supply.room_today if day == supply.today else supply.room_a_day
    left = room if room is not None else sum(demand.waiting for demand in queue)
    for demand in queue:
        if size := demand.share(day, left):
            demand.waiting -= size
            left -= size
            yield Share(day, demand.campaign_id, size)
    queue[:] = [demand for demand in queue if demand.waiting]
