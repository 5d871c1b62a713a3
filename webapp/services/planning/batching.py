"""Cutting the batches that are due, within the room of each portfolio."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from webapp.domain.planning.plan import Demand, Supply, hand_out
from webapp.extensions import db
from webapp.models import Campaign, Portfolio
from webapp.queries.operations import restore_guard
from webapp.queries.planning import demands, eligibility, quota, schedules
from webapp.services.background import bisecting
from webapp.services.planning import allocation, overdue, replanning
from webapp.services.planning.allocation import Cut
from webapp.services.sending import canary


def cut_due(now: datetime) -> list[Cut]:
    """Move everyone who is due now into batches, and answer them to be enqueued; commits.

    Safe to run at any time, by any number of processes: each portfolio is cut under its lock,
    and what was taken is not taken again. Nothing is cut in an older copy of the database.
    """
    if restore_guard.raised():
        return []
    portfolio_ids = db.session.scalars(select(Portfolio.id).order_by(Portfolio.id)).all()
    cuts = bisecting.each_in_own_transaction(
        "cutting", "portfolio", portfolio_ids, lambda key: _cut_portfolio(replanning.lock(key), now)
    )
    return [cut for of_portfolio in cuts for cut in of_portfolio]


def _cut_portfolio(portfolio: Portfolio, now: datetime) -> list[Cut]:
    overdue.pause(schedules.active_campaigns(portfolio), now)
    active = schedules.active_campaigns(portfolio)
    if schedules.is_stale(portfolio, active, now):
        replanning.replan(portfolio, now)
    open_now = [campaign for campaign in active if eligibility.is_due(campaign, now)]
    if not open_now:
        return []
    later = [campaign for campaign in active if eligibility.is_later_today(campaign, now)]
    day = _Day(portfolio, {campaign.id: campaign for campaign in open_now}, now)
    asked = demands.of(sorted([*open_now, *later], key=active.index), now)
    for demand in asked:
        if campaign := day.due.get(demand.campaign_id):
            demand.waiting = canary.allowance(campaign, demand.waiting)
    supply = demands.supply(portfolio, active, now) if later else Supply(now.date(), day.room)
    hand_out(asked, supply.room(asked, supply.today), day.take)
    return day.cuts


@dataclass
class _Day:
    """One portfolio's day, while it is cut."""

    portfolio: Portfolio
    due: Mapping[uuid.UUID, Campaign]
    now: datetime
    room: int | None = field(init=False)
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.room = quota.room_now(self.portfolio, self.now)

    @cached_property
    def riders(self) -> set[uuid.UUID]:
        return quota.free_riders(self.portfolio, self.now)

    def take(self, demand: Demand, places: int) -> int:
        """Take the campaign's next people; for one whose hours come later, places are kept."""
        campaign = self.due.get(demand.campaign_id)
        if campaign is None:
            closes = demand.window.closing(demand.first_day)
            return min(places, demand.waiting - eligibility.not_before(demand.campaign_id, closes))
        if self.room is None:
            return self._cut(campaign, demand, places)
        spent = 0
        while newcomers := self._cut(campaign, demand, min(places - spent, self.room)):
            # Who is in hand for another campaign holds a place already: it is counted anew.
            before, self.room = self.room, quota.room_now(self.portfolio, self.now) or 0
            spent += before - self.room
            if before - self.room == newcomers:
                break
        return spent

    def _cut(self, campaign: Campaign, demand: Demand, newcomers: int) -> int:
        """Take the campaign's next people; answer how many of them seem to cost a place."""
        if not demand.wish or (newcomers <= 0 and campaign.id not in self.riders):
            return 0
        cut, cost = allocation.take(campaign, demand.wish, newcomers, self.now)
        if cut.people:
            self.cuts.append(cut)
        demand.waiting -= cut.people
        demand.taken += cut.people
        return cost
