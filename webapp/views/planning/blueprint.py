"""The addresses of the pages for planning."""

from webapp.views.accounts.access import page_blueprint
from webapp.views.planning import calendar, limits, what_if
from webapp.views.shell.urls import add_urls

calendar_bp = page_blueprint("calendar", __name__, "/calendar")
add_urls(
    calendar_bp,
    ("GET", "/", calendar.show),
    ("GET", "/what-if", what_if.what_if),
)

limits_bp = page_blueprint("limits", __name__, "/limits")
add_urls(
    limits_bp,
    ("GET", "/<id:portfolio_id>", limits.show),
)
