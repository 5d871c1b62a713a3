"""The overview: what is being sent, what comes next, and the latest replies."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app, render_template

from webapp import clock
from webapp.domain.translatable import N_
from webapp.queries.campaigns import campaign_dates, dashboard, statistics
from webapp.queries.campaigns.statistics import Day
from webapp.queries.planning import schedules
from webapp.queries.webhook import replies
from webapp.views.shell import charts

#: The numbers shown for the last days, with their names.
MEASURES = {
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "read": N_("Read"),
    "failed": N_("Not delivered"),
    "opted_out": N_("Opted out"),
}


class Measure(NamedTuple):
    """One number for each day."""

    words: str
    amounts: list[int]


def _measure(name: str, words: str, days: Sequence[Day]) -> Measure:
    return Measure(words, [getattr(day, name) for day in days])


def show() -> str:
    """Show the overview."""
    today = clock.today(ZoneInfo(current_app.config["TIMEZONE"]))
    planned, limit = dashboard.upcoming(today), dashboard.total_quota()
    past = statistics.last_days(today)
    days = [(day, list(parts)) for day, parts in groupby(planned, key=lambda plan: plan.day)]
    return render_template(
        "overview/show.html",
        start=dashboard.setup_progress(),
        **_sending(),
        days=days,
        colours=charts.campaign_colours(amount.campaign_id for amount in planned),
        limit=limit,
        busiest=max((sum(part.recipients for part in parts) for _, parts in days), default=0),
        coming=charts.plans_chart(_fortnight(today), planned, limit),
        past=past,
        results=charts.results_chart(past),
        measures=[_measure(name, words, past) for name, words in MEASURES.items()],
        opt_outs=dashboard.recent_opt_outs(),
        replies=replies.page(limit=5).rows,
        to_review=replies.review_count(),
    )


def _fortnight(today: date) -> list[date]:
    return [today + timedelta(days=ahead) for ahead in range(14)]


def sending() -> str:
    """Show the fragment that refreshes while campaigns are sent."""
    return render_template("overview/_sending.html", **_sending())


def _sending() -> dict[str, object]:
    campaigns = dashboard.active_campaigns()
    ids = [campaign.id for campaign in campaigns]
    return {
        "campaigns": campaigns,
        "statistics": statistics.for_campaigns(ids),
        "todays": schedules.plans_today(ids, clock.now()),
        "spans": campaign_dates.for_campaigns(ids),
    }
