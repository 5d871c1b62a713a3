"""Why a portfolio's limit is used: who holds its places until when, and who waits for them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask import render_template

from webapp import clock
from webapp.domain.planning.day_quota import Held
from webapp.models import CampaignKind, Portfolio
from webapp.queries.planning import quota, schedules
from webapp.views.accounts.access import get_or_404, page_blueprint
from webapp.views.shell.layout import limit_bar

bp = page_blueprint("limits", __name__, "/limits")


class Release(NamedTuple):
    """So many people hold places until an hour is over, and so many are free by then."""

    until: datetime
    people: int
    free: int


@bp.get("/<int:portfolio_id>")
def show(portfolio_id: int) -> str:
    """Show how the limit is used now, hour by hour when it comes free, and who is next."""
    portfolio, now = get_or_404(Portfolio, portfolio_id), clock.now()
    held = quota.held(portfolio, now)
    active = schedules.active_campaigns(portfolio)
    waiting = schedules.pending_counts(active)
    return render_template(
        "limits/show.html",
        portfolio=portfolio,
        limit=limit_bar.of(portfolio),
        releases=releases(held, portfolio.people_a_day),
        next_in_line=[
            (one, waiting[one.id])
            for one in active
            if one.kind == CampaignKind.CAMPAIGN and waiting.get(one.id)
        ],
    )


def releases(held: Iterable[Held], people_a_day: int | None) -> list[Release]:
    """Put the places that come free together by the hour; without a limit none is missing."""
    if people_a_day is None:
        return []
    by_hour: Counter[datetime] = Counter()
    for one in held:
        by_hour[one.until.replace(minute=0, second=0, microsecond=0)] += one.people
    taken, found = by_hour.total(), []
    for hour, people in sorted(by_hour.items()):
        taken -= people
        found.append(Release(hour, people, max(0, people_a_day - taken)))
    return found
