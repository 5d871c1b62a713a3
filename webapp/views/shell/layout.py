"""The layout: navigation, limits and banners of every page."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask_login import current_user

from webapp import clock
from webapp.domain.translatable import N_
from webapp.models import Portfolio, Role
from webapp.queries.campaigns import dashboard
from webapp.queries.campaigns.dashboard import Limit


class NavigationEntry(NamedTuple):
    """An entry of the navigation; `blueprints` are those whose pages belong to it."""

    label: str
    endpoint: str
    icon: str
    blueprints: tuple[str, ...]
    role: Role = Role.VIEWER

    @property
    def is_current(self) -> bool:
        return request.blueprint in self.blueprints


NAVIGATION = (
    NavigationEntry(N_("Overview"), "overview.show", "home", ("overview",)),
    NavigationEntry(
        N_("Campaigns"), "campaigns.index", "speakerphone", ("campaigns", "recipients", "wizard")
    ),
    NavigationEntry(N_("Calendar"), "calendar.show", "calendar", ("calendar",)),
    NavigationEntry(N_("Contacts"), "contacts.index", "users", ("contacts", "imports")),
    NavigationEntry(N_("Audiences"), "audiences.index", "users-group", ("audiences",)),
    NavigationEntry(N_("Templates"), "message_templates.index", "template", ("message_templates",)),
    NavigationEntry(N_("Replies"), "replies.index", "message", ("replies",)),
    NavigationEntry(N_("Settings"), "settings.index", "settings", ("settings",), Role.ADMIN),
)

#: Folders of static/vendor/; see VERSIONS.md there.
VENDOR = {
    "tabler": "vendor/tabler-1.6.1/tabler.min.css",
    "tabler_system": "vendor/tabler-1.6.1/tabler.system.css",
    "icons": "vendor/tabler-icons-3.51.0/icons.svg",
    "chart": "vendor/chart-4.6.1/chart.umd.min.js",
    "htmx": "vendor/htmx-2.0.11/htmx.min.js",
}

#: Our own stylesheets, in loading order.
STYLES = ("tokens", "page", "lists", "amounts", "forms", "message", "calendar")


#: More banners for open incidents would push the page's content out of sight.
MAX_BANNERS = 5


class LimitBar:
    """The limits on every page; if counting is slow, they may be a few seconds old.

    Each request reads them once.
    """

    MAX_AGE = timedelta(seconds=5)

    def __init__(self, many: int = 10_000) -> None:
        self._many = many
        self._cached: list[Limit] = []
        self._read_at = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> list[Limit]:
        if "limits" not in g:
            g.limits = self._read()
        limits: list[Limit] = g.limits
        return limits

    def of(self, portfolio: Portfolio) -> Limit | None:
        """Return the portfolio's limit."""
        return next((limit for limit in self() if limit.portfolio_id == portfolio.id), None)

    def _read(self) -> list[Limit]:
        now = clock.now()
        are_many = any(limit.used > self._many for limit in self._cached)
        if not are_many or not timedelta() <= now - self._read_at < self.MAX_AGE:
            self._cached, self._read_at = dashboard.limits(now), now
        return self._cached


#: The limit bar of this process.
limit_bar = LimitBar()


def current_url() -> str:
    """Return this page's address; in the response to a form, the form's address."""
    rule = request.url_rule
    if rule is None or "GET" in (rule.methods or ()):
        return request.full_path
    return urlsplit(request.referrer or "/")._replace(scheme="", netloc="").geturl()


def init_app(app: Flask) -> None:
    """Register the layout's data; it is queried only for signed-in users."""
    app.jinja_env.globals.update(
        may=lambda role: current_user.role.covers(Role(role)),
        NAVIGATION=NAVIGATION,
        VENDOR=VENDOR,
        STYLES=STYLES,
        MAX_BANNERS=MAX_BANNERS,
        open_incidents=dashboard.open_incidents,
        limits=limit_bar,
        current_url=current_url,
    )
