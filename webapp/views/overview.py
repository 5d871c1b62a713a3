"""The first page: what is being sent, what comes next, what people answered."""

from itertools import groupby
from zoneinfo import ZoneInfo

from flask import current_app, render_template

from webapp import clock
from webapp.queries import dashboard, replies, statistics
from webapp.views.access import page_blueprint

bp = page_blueprint("overview", __name__, "/")


@bp.get("/")
def show() -> str:
    """Show what goes on."""
    campaigns = dashboard.active_campaigns()
    ids = [campaign.id for campaign in campaigns]
    planned = dashboard.coming(clock.today(ZoneInfo(current_app.config["TIMEZONE"])))
    days = [(day, list(parts)) for day, parts in groupby(planned, key=lambda one: one.day)]
    return render_template(
        "overview/show.html",
        start=dashboard.start(),
        campaigns=campaigns,
        statistics=statistics.of_many(ids),
        last_days=dashboard.last_days(ids),
        days=days,
        busiest=max((sum(part.people for part in parts) for _, parts in days), default=0),
        opt_outs=dashboard.recent_opt_outs(),
        replies=replies.page(limit=5).replies,
        to_review=replies.to_review(),
    )
