"""What if: the same plan under other conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from webapp.domain.planning.plan import Demand, Supply

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Imagined:
    """A campaign that does not exist; `campaign_id` marks its shares."""

    campaign_id: UUID
    recipients: int
    daily_limit: int
    priority: int = 5
    first_day: date | None = None  # today


@dataclass(frozen=True)
class Changes:
    """What would be different; nothing by default."""

    messaging_limit: int | None = None  # different contacts in 24 hours
    priorities: Mapping[UUID, int] = field(default_factory=dict)  # by campaign
    daily_limits: Mapping[UUID, int] = field(default_factory=dict)  # by campaign
    imagined: Sequence[Imagined] = ()
    without_weekends: bool = False


def demands(real: Sequence[Demand], changes: Changes, today: date) -> list[Demand]:
    """Return what the campaigns would request."""
    imagined = [
        Demand(
            campaign.campaign_id,
            campaign.priority,
            campaign.recipients,
            campaign.daily_limit,
            campaign.first_day or today,
        )
        for campaign in changes.imagined
    ]
    changed = [
        replace(
            demand,
            priority=changes.priorities.get(demand.campaign_id, demand.priority),
            daily_limit=changes.daily_limits.get(demand.campaign_id, demand.daily_limit),
        )
        for demand in (*real, *imagined)
    ]
    return [_on_workdays(demand) for demand in changed] if changes.without_weekends else changed


def supply(real: Supply, changes: Changes, reserve: int) -> Supply:
    """Return what the portfolio would have; its reserve stays."""
    if changes.messaging_limit is None:
        return real
    return replace(real, limit=max(0, changes.messaging_limit - reserve))


def _on_workdays(demand: Demand) -> Demand:
    """Return the demand without Saturday and Sunday, or unchanged if it has no other day."""
    workdays = demand.window.weekdays - {SATURDAY, SUNDAY}
    if not workdays:
        return demand
    return replace(demand, window=replace(demand.window, weekdays=workdays))
