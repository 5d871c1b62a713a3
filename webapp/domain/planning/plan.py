"""The plan: how many people each campaign writes to on each day.

The same rules serve activation, forecast, what-if, re-planning and the day's real cutting. Their
cost grows with days and campaigns, never with people.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from webapp.domain.planning.day_quota import DayRoom, Held
from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

#: A plan that does not end within thirty years is cut off there (1 person a day for 1,000,000).
HORIZON = timedelta(days=30 * 365)
ANY_HOUR = SendingWindow(time(0), time(0), EVERY_DAY, ZoneInfo("UTC"))


@dataclass(frozen=True)
class WarmUp:
    """A limit that rises with each day on which the campaign has sent."""

    start: int
    growth: int

    def limit(self, days_before: int) -> int:
        """Answer the limit of a day that has so many days of sending before it.

        >>> WarmUp(50, 25).limit(0), WarmUp(50, 25).limit(2)
        (50, 100)
        """
        return self.start + days_before * self.growth


@dataclass
class Demand:
    """What one campaign asks of the portfolio."""

    campaign_id: UUID
    priority: int  # 1 first ... 10 last
    waiting: int  # people not yet taken
    daily_limit: int
    first_day: date  # no earlier day has hours left
    taken: int = 0  # people whom its daily limit has already spent on that day
    window: SendingWindow = ANY_HOUR
    last_day: date | None = None
    minimum: int = 0  # people a day who go before higher priorities
    warm_up: WarmUp | None = None
    days_before: int = 0  # on which it has sent, the first day not counted

    def is_on(self, day: date) -> bool:
        """Answer whether the campaign writes to people on the day at all."""
        return (
            self.first_day <= day
            and day.weekday() in self.window.weekdays
            and not self.is_over(day)
        )

    def is_over(self, day: date) -> bool:
        return self.last_day is not None and day > self.last_day

    def closing(self, day: date) -> datetime:
        """Answer when its hours end on the day, or on its first day if that comes later."""
        return self.window.closing(max(day, self.first_day))

    @property
    def limit(self) -> int:
        """How many people it may write to on its day."""
        if self.warm_up is None:
            return self.daily_limit
        return min(self.daily_limit, self.warm_up.limit(self.days_before))

    @property
    def wish(self) -> int:
        """How many more people it would write to on its day."""
        return max(0, min(self.waiting, self.limit - self.taken))

    @property
    def least(self) -> int:
        """How many of them go before higher priorities."""
        return max(0, min(self.wish, self.minimum - self.taken))

    def end_day(self) -> None:
        """Go on to the next day."""
        self.days_before += self.taken > 0
        self.taken = 0


@dataclass(frozen=True)
class Supply:
    """How many different people the portfolio may write to in 24 hours, and who holds a place."""

    today: date
    limit: int | None  # None: no limit
    held: Sequence[Held] = ()

    def room(self, demands: Sequence[Demand], day: date) -> DayRoom:
        """Answer the places that the day has for these campaigns.

        Where it is a later date already, as their zones will have it, the day is that date.
        """
        if self.limit is None:
            return DayRoom(sum(demand.waiting for demand in demands))
        midnight = datetime.combine(day, time(0), UTC) - timedelta(days=1)
        held = [one for one in self.held if one.until > midnight]
        if not held:
            return DayRoom(self.limit)
        closings = {one.campaign_id: one.closing(day) for one in demands}
        return DayRoom(self.limit, held, closings)


class Share(NamedTuple):
    """A campaign writes to `size` people on `day`."""

    day: date
    campaign_id: UUID
    size: int


#: Told how many places a campaign may have, takes people, and answers how many places they cost.
Take = Callable[[Demand, int], int]


def hand_out(demands: Sequence[Demand], room: DayRoom, take: Take) -> None:
    """Give out the room of one day: minimum shares first, then by priority.

    The demands come in the order of their priority. What one does not take is there for the next.
    """
    if not room.suffices({demand.campaign_id: demand.wish for demand in demands}):
        for demand in demands:
            if demand.least:
                _offer(demand, demand.least, room, take)
    for demand in demands:
        if demand.wish:
            _offer(demand, demand.wish, room, take)


def _offer(demand: Demand, people: int, room: DayRoom, take: Take) -> None:
    places = max(0, min(people, room.left(demand.campaign_id)))
    room.give(demand.campaign_id, take(demand, places))


def plan(demands: Sequence[Demand], supply: Supply) -> list[Share]:
    """Spread every campaign's waiting people over days.

    Equal priorities keep the order in which they were given. People whom the portfolio never has
    room for, or whose campaign's last day comes first, are in no share. The demands are left as
    they were.
    """
    queue = sorted((replace(demand) for demand in demands), key=lambda demand: demand.priority)
    shares: list[Share] = []
    day = supply.today
    while queue and day < supply.today + HORIZON:
        shares += _day(queue, day, supply)
        day += timedelta(days=1)
        queue = [demand for demand in queue if demand.waiting and not demand.is_over(day)]
    return shares


def _day(queue: Sequence[Demand], day: date, supply: Supply) -> Iterator[Share]:
    """Plan one day."""
    demands = [demand for demand in queue if demand.is_on(day)]
    given = dict.fromkeys((demand.campaign_id for demand in demands), 0)

    def take(demand: Demand, places: int) -> int:
        demand.waiting -= places
        demand.taken += places
        given[demand.campaign_id] += places
        return places

    hand_out(demands, supply.room(demands, day), take)
    for demand in queue:
        if demand.first_day <= day:
            demand.end_day()
    return (Share(day, key, size) for key, size in given.items() if size)
