"""What every page shows around its own content."""

from typing import NamedTuple

from flask import Flask, request
from flask_login import current_user

from webapp import clock
from webapp.domain.texts import N_
from webapp.models import Role
from webapp.queries import dashboard


class Entry(NamedTuple):
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
    Entry(N_("Overview"), "overview.show", "home", ("overview",)),
    Entry(
        N_("Campaigns"), "campaigns.index", "speakerphone", ("campaigns", "recipients", "wizard")
    ),
    Entry(N_("Calendar"), "calendar.show", "calendar", ("calendar",)),
    Entry(N_("Contacts"), "contacts.index", "users", ("contacts",)),
    Entry(N_("Audiences"), "audiences.index", "users-group", ("audiences",)),
    Entry(N_("Templates"), "message_templates.index", "template", ("message_templates",)),
    Entry(N_("Replies"), "replies.index", "message", ("replies",)),
    Entry(N_("Settings"), "settings.index", "settings", ("settings",), Role.ADMIN),
)

#: Folders of static/vendor/; see VERSIONS.md there.
VENDOR = {
    "tabler": "vendor/tabler-1.6.1/tabler.min.css",
    "tabler_system": "vendor/tabler-1.6.1/tabler.system.css",
    "icons": "vendor/tabler-icons-3.51.0/icons.svg",
    "htmx": "vendor/htmx-2.0.11/htmx.min.js",
}

#: Our own stylesheets, by topic, in the order in which they are read.
STYLES = ("tokens", "page", "lists", "amounts", "forms", "message", "calendar")


def init_app(app: Flask) -> None:
    """Give the templates what the layout shows; it asks only where someone is signed in."""
    app.jinja_env.globals.update(
        may=lambda role: current_user.role.covers(Role(role)),
        NAVIGATION=NAVIGATION,
        VENDOR=VENDOR,
        STYLES=STYLES,
        open_incidents=dashboard.open_incidents,
        limits=lambda: dashboard.limits(clock.now()),
    )
