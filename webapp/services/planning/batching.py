"""Allocating a portfolio's quota to the campaigns that may send now."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from webapp.domain.planning import quota as quota_rules
from webapp.domain.planning.plan import Demand, Supply, allocate_day
from webapp.models import Campaign, Portfolio
from webapp.queries.campaigns import canary
from webapp.queries.planning import demands, eligibility, quota, schedules
from webapp.services.planning import allocation, batches, replanning
from webapp.services.planning.allocation import Allocation


def allocate_portfolio(
    portfolio: Portfolio, active: Sequence[Campaign], due: Sequence[Campaign], now: datetime
) -> list[Allocation]:
    """Return new batches with all due recipients of the active campaigns that may send now.

    They are within the remaining quota; the caller holds the portfolio's lock. If the quota has
    become smaller than what is queued, the rest of that waits again.
    """
    if schedules.is_stale(portfolio, active, now):
        replanning.replan(portfolio, now)
    if not due:
        return []
    later = [campaign for campaign in active if eligibility.is_later_today(campaign, now)]
    day = _Day(portfolio, _by_id(due), _by_id(later), now)
    if day.excess:
        batches.release_excess(portfolio, active, day.excess, now)
    if day.remaining == 0 and not day.with_exempt:
        return []
    today = demands.demands_for(sorted([*due, *later], key=active.index), now)
    for demand in today:
        if campaign := day.due.get(demand.campaign_id):
            demand.waiting = canary.within(campaign, demand.waiting)
    supply = Supply(now.date(), day.remaining)
    if later:
        supply = demands.supply_for(portfolio, active, now)
    allocate_day(today, supply.day_quota(today, supply.today), day.allocate)
    return day.allocations


def _by_id(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, Campaign]:
    return {campaign.id: campaign for campaign in campaigns}


@dataclass
class _Day:
    """The allocation of one portfolio's quota on one day."""

    portfolio: Portfolio
    due: Mapping[uuid.UUID, Campaign]
    later: Mapping[uuid.UUID, Campaign]
    now: datetime
    remaining: int | None = field(init=False)
    excess: int = field(init=False)
    allocations: list[Allocation] = field(default_factory=list)

    def __post_init__(self) -> None:
        used, limit = quota.used(self.portfolio, self.now), self.portfolio.quota
        self.remaining = quota_rules.remaining(limit, used)
        self.excess = 0 if limit is None else max(0, used - limit)

    @cached_property
    def with_exempt(self) -> set[uuid.UUID]:
        return quota.campaigns_with_exempt(self.portfolio, self.now)

    def allocate(self, demand: Demand, offered: int) -> int:
        """Allocate to the campaign's next recipients, and return how much quota they use.

        For a campaign whose hours begin later today, quota is only kept free.
        """
        campaign = self.due.get(demand.campaign_id)
        if campaign is None:
            closes = demand.closing(demand.first_day)
            later = self.later[demand.campaign_id]
            beyond = eligibility.count_waiting_beyond(later, closes, self.now)
            return min(offered, demand.waiting - beyond)
        if self.remaining is None:
            return self._fill(campaign, demand, offered)
        used = 0
        while counted := self._fill(campaign, demand, min(offered - used, self.remaining)):
            # Contacts queued for another campaign already use quota: count again.
            before, self.remaining = self.remaining, self._remaining_now()
            used += before - self.remaining
            if before - self.remaining == counted:
                break
        return used

    def _remaining_now(self) -> int:
        return quota.remaining_now(self.portfolio, self.now) or 0

    def _fill(self, campaign: Campaign, demand: Demand, remaining: int) -> int:
        """Fill batches with the next recipients; return how many of them seem to use quota."""
        if not demand.requested or (remaining <= 0 and campaign.id not in self.with_exempt):
            return 0
        allocated, counted = allocation.allocate(campaign, demand.requested, remaining, self.now)
        if allocated.recipients:
            self.allocations.append(allocated)
        demand.waiting -= allocated.recipients
        demand.used += allocated.recipients
        return counted
