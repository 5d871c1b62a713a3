"""The use of a portfolio's limit: which messages count until when, and who waits."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask import render_template

from webapp import clock
from webapp.domain.planning.day_quota import QuotaHold
from webapp.models import CampaignKind, Portfolio
from webapp.queries.planning import quota, schedules
from webapp.views.accounts.access import get_or_404
from webapp.views.shell.layout import limit_bar


class Release(NamedTuple):
    """The quota that is released in an hour, and what remains at its end."""

    until: datetime
    amount: int
    free: int


def show(portfolio_id: int) -> str:
    """Show the current use of the limit, its release by hour, and who is next."""
    portfolio, now = get_or_404(Portfolio, portfolio_id), clock.now()
    active = schedules.active_campaigns(portfolio)
    waiting = schedules.pending_counts(active)
    return render_template(
        "limits/show.html",
        portfolio=portfolio,
        limit=limit_bar.of(portfolio),
        releases=releases(quota.holds(portfolio, now), portfolio.quota),
        next_in_line=[
            (campaign, waiting[campaign.id])
            for campaign in active
            if campaign.kind == CampaignKind.CAMPAIGN and waiting.get(campaign.id)
        ],
    )


def releases(holds: Iterable[QuotaHold], limit: int | None) -> list[Release]:
    """Return the releases by hour; an empty list without a limit."""
    if limit is None:
        return []
    by_hour: Counter[datetime] = Counter()
    for hold in holds:
        by_hour[hold.until.replace(minute=0, second=0, microsecond=0)] += hold.amount
    used, by_time = by_hour.total(), []
    for hour, amount in sorted(by_hour.items()):
        used -= amount
        by_time.append(Release(hour, amount, max(0, limit - used)))
    return by_time
