"""The demands of campaigns and the supply of their portfolio: the input of a plan."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from webapp.domain.planning.plan import Demand, Supply
from webapp.models import Campaign, Portfolio
from webapp.queries.planning import daily_usage, quota, schedules


def demands_for(
    campaigns: Sequence[Campaign], now: datetime, drafts: Mapping[uuid.UUID, int] | None = None
) -> list[Demand]:
    """Return the demands of the campaigns from today on, first priorities first.

    `drafts` has the number of recipients that each draft would have.
    """
    if not campaigns:
        return []
    waiting = {**schedules.pending_counts(campaigns), **(drafts or {})}
    first_days = {campaign.id: _first_day(campaign, now) for campaign in campaigns}
    used_on = daily_usage.used_since(campaigns, min(first_days.values()))
    warming_up = [campaign for campaign in campaigns if campaign.warm_up]
    sent_on = daily_usage.days_of_sending(warming_up)
    demands = [
        Demand(
            campaign.id,
            campaign.priority,
            waiting.get(campaign.id, 0),
            campaign.daily_send_limit,
            first_days[campaign.id],
            used_on.get((campaign.id, first_days[campaign.id]), 0),
            campaign.window,
            _last_day(campaign, first_days[campaign.id], now),
            campaign.minimum_share or 0,
            campaign.warm_up,
            sum(day < first_days[campaign.id] for day in sent_on.get(campaign.id, ())),
            campaign.end.moment if campaign.end else None,
        )
        for campaign in campaigns
    ]
    return [demand for demand in demands if demand.waiting]


def limit_today(campaign: Campaign, now: datetime) -> int:
    """Return how many recipients the campaign may send to today, its warm-up counted."""
    if campaign.warm_up is None:
        return campaign.daily_send_limit
    sent_on = daily_usage.days_of_sending([campaign]).get(campaign.id, set())
    days_before = sum(day < campaign.date_of(now) for day in sent_on)
    return min(campaign.daily_send_limit, campaign.warm_up.limit(days_before))


def supply_for(portfolio: Portfolio, campaigns: Sequence[Campaign], now: datetime) -> Supply:
    """Return the portfolio's supply, from the first day on that has hours for one of them."""
    today = min((campaign.window.first_day(now) for campaign in campaigns), default=now.date())
    if portfolio.quota is None:
        return Supply(today, None)
    return Supply(today, portfolio.quota, quota.holds(portfolio, now))


def _last_day(campaign: Campaign, first_day: date, now: datetime) -> date | None:
    """Return the last day on which the campaign sends, which may be before its first."""
    if campaign.end is None:
        return None
    return first_day - timedelta(days=1) if campaign.end.is_over(now) else campaign.end.last_day


def _first_day(campaign: Campaign, now: datetime) -> date:
    first = campaign.window.first_day(now)
    return max(first, campaign.start_date) if campaign.start_date else first
