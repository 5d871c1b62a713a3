"""Why a portfolio's limit is used: who holds its places until when, and who waits for them."""

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
    """So much of the quota comes free in an hour, and so much remains at its end."""

    until: datetime
    amount: int
    free: int


def show(portfolio_id: int) -> str:
    """Show how the limit is used now, hour by hour when it comes free, and who is next."""
    portfolio, now = get_or_404(Portfolio, portfolio_id), clock.now()
    active = schedules.active_campaigns(portfolio)
    waiting = schedules.pending_counts(active)
    return render_template(
        "limits/show.html",
        portfolio=portfolio,
        limit=limit_bar.of(portfolio),
        releases=releases(quota.holds(portfolio, now), portfolio.quota),
        next_in_line=[
            (one, waiting[one.id])
            for one in active
            if one.kind == CampaignKind.CAMPAIGN and waiting.get(one.id)
        ],
    )


def releases(holds: Iterable[QuotaHold], limit: int | None) -> list[Release]:
    """Return what comes free, by the hour; nothing where there is no limit."""
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
