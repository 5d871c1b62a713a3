"""What if: the same plan under other circumstances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from webapp.domain.planning.plan import Demand, Supply

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Imagined:
    """A campaign that does not exist; `campaign_id` tells its shares from the others'."""

    campaign_id: UUID
    people: int
    daily_limit: int
    priority: int = 5
    first_day: date | None = None  # today


@dataclass(frozen=True)
class Changes:
    """What would be different; nothing unless it is said."""

    messaging_limit: int | None = None  # different people in 24 hours
    priorities: Mapping[UUID, int] = field(default_factory=dict)  # by campaign
    daily_limits: Mapping[UUID, int] = field(default_factory=dict)  # by campaign
    imagined: Sequence[Imagined] = ()
    without_weekends: bool = False


def demands(real: Sequence[Demand], changes: Changes, today: date) -> list[Demand]:
    """Answer what the campaigns would ask for."""
    imagined = [
        Demand(one.campaign_id, one.priority, one.people, one.daily_limit, one.first_day or today)
        for one in changes.imagined
    ]
    asked = [
        replace(
            one,
            priority=changes.priorities.get(one.campaign_id, one.priority),
            daily_limit=changes.daily_limits.get(one.campaign_id, one.daily_limit),
        )
        for one in (*real, *imagined)
    ]
    return [_on_workdays(one) for one in asked] if changes.without_weekends else asked


def supply(real: Supply, changes: Changes, reserve: int) -> Supply:
    """Answer what the portfolio would have; its reserve stays."""
    if changes.messaging_limit is None:
        return real
    return replace(real, limit=max(0, changes.messaging_limit - reserve))


def _on_workdays(demand: Demand) -> Demand:
    """Leave out Saturday and Sunday; a campaign that sends on no other day stays as it is."""
    workdays = demand.window.weekdays - {SATURDAY, SUNDAY}
    if not workdays:
        return demand
    return replace(demand, window=replace(demand.window, weekdays=workdays))
