"""The plan: how many recipients each campaign sends to on each day.

Activation, forecasts, what-if, replanning and the day's real allocation use the same rules. Their
cost grows with days and campaigns, never with recipients.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from webapp.domain.planning.day_quota import DayQuota, QuotaHold
from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

#: A plan that does not end within thirty years ends there (1,000,000 recipients, 1 a day).
HORIZON = timedelta(days=30 * 365)
ANY_HOUR = SendingWindow(time(0), time(0), EVERY_DAY, ZoneInfo("UTC"))


@dataclass(frozen=True)
class WarmUp:
    """A limit that rises with each day on which the campaign has sent."""

    start: int
    growth: int

    def limit(self, days_before: int) -> int:
        """Return the limit of a day that has this number of sending days before it.

        >>> WarmUp(50, 25).limit(0), WarmUp(50, 25).limit(2)
        (50, 100)
        """
        return self.start + days_before * self.growth


@dataclass
class Demand:
    """What one campaign requests of the portfolio's quota."""

    campaign_id: UUID
    priority: int  # 1 first ... 10 last
    waiting: int  # recipients not yet allocated
    daily_limit: int
    first_day: date  # no earlier day has hours left
    used: int = 0  # of its daily limit, on that day
    window: SendingWindow = ANY_HOUR
    last_day: date | None = None
    minimum: int = 0  # recipients a day who go before higher priorities
    warm_up: WarmUp | None = None
    days_before: int = 0  # on which it has sent, the first day not counted
    ends_at: datetime | None = None  # on its last day

    def is_on(self, day: date) -> bool:
        """Return whether the campaign sends on the day at all."""
        return (
            self.first_day <= day
            and day.weekday() in self.window.weekdays
            and not self.is_over(day)
        )

    def is_over(self, day: date) -> bool:
        return self.last_day is not None and day > self.last_day

    def closing(self, day: date) -> datetime:
        """Return when its hours end on the day, or on its first day if that comes later."""
        closing = self.window.closing(max(day, self.first_day))
        return min(closing, self.ends_at) if self.ends_at else closing

    @property
    def limit(self) -> int:
        """Return how many recipients it may send to on its day."""
        if self.warm_up is None:
            return self.daily_limit
        return min(self.daily_limit, self.warm_up.limit(self.days_before))

    @property
    def requested(self) -> int:
        """Return how many more recipients it would send to on its day."""
        return max(0, min(self.waiting, self.limit - self.used))

    @property
    def guaranteed(self) -> int:
        """Return how many of them go before higher priorities."""
        return max(0, min(self.requested, self.minimum - self.used))

    def end_day(self) -> None:
        """Go on to the next day."""
        self.days_before += self.used > 0
        self.used = 0


@dataclass(frozen=True)
class Supply:
    """How many different contacts the portfolio may write to in 24 hours, and what is used."""

    today: date
    limit: int | None  # None: no limit
    holds: Sequence[QuotaHold] = ()

    def day_quota(self, demands: Sequence[Demand], day: date) -> DayQuota:
        """Return the quota that the day has for these campaigns.

        If the date is already later in the campaigns' zones, the day is that date.
        """
        if self.limit is None:
            return DayQuota(sum(demand.waiting for demand in demands))
        midnight = datetime.combine(day, time(0), UTC) - timedelta(days=1)
        holds = [hold for hold in self.holds if hold.until > midnight]
        if not holds:
            return DayQuota(self.limit)
        closings = {demand.campaign_id: demand.closing(day) for demand in demands}
        return DayQuota(self.limit, holds, closings)


class Share(NamedTuple):
    """A campaign sends to `size` recipients on `day`."""

    day: date
    campaign_id: UUID
    size: int


#: Is offered quota for a campaign, allocates recipients, and returns how much quota they use.
Allocate = Callable[[Demand, int], int]


def allocate_day(demands: Sequence[Demand], quota: DayQuota, allocate: Allocate) -> None:
    """Allocate the quota of one day: minimum shares first, then by priority.

    The demands come in the order of their priority. The next one gets what one does not use.
    """
    if not quota.suffices({demand.campaign_id: demand.requested for demand in demands}):
        for demand in demands:
            if demand.guaranteed:
                _offer(demand, demand.guaranteed, quota, allocate)
    for demand in demands:
        if demand.requested:
            _offer(demand, demand.requested, quota, allocate)


def _offer(demand: Demand, requested: int, quota: DayQuota, allocate: Allocate) -> None:
    offered = max(0, min(requested, quota.remaining(demand.campaign_id)))
    quota.use(demand.campaign_id, allocate(demand, offered))


def plan(demands: Sequence[Demand], supply: Supply) -> list[Share]:
    """Spread every campaign's waiting recipients over days.

    Equal priorities keep their order. Recipients for whom the quota is never enough, or whose
    campaign's last day comes first, are in no share. The demands are not changed.
    """
    queue = sorted((replace(demand) for demand in demands), key=lambda demand: demand.priority)
    shares: list[Share] = []
    day = supply.today
    while queue and day < supply.today + HORIZON:
        shares += _plan_day(queue, day, supply)
        day += timedelta(days=1)
        queue = [demand for demand in queue if demand.waiting and not demand.is_over(day)]
    return shares


def _plan_day(queue: Sequence[Demand], day: date, supply: Supply) -> Iterator[Share]:
    demands = [demand for demand in queue if demand.is_on(day)]
    sizes = dict.fromkeys((demand.campaign_id for demand in demands), 0)

    def allocate(demand: Demand, offered: int) -> int:
        demand.waiting -= offered
        demand.used += offered
        sizes[demand.campaign_id] += offered
        return offered

    allocate_day(demands, supply.day_quota(demands, day), allocate)
    for demand in queue:
        if demand.first_day <= day:
            demand.end_day()
    return (Share(day, key, size) for key, size in sizes.items() if size)
