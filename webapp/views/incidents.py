"""Incidents: what staff should know of now, and what is over."""

import uuid
from datetime import datetime
from typing import Any

from flask import abort, render_template, request, url_for

from webapp import clock
from webapp.models import Incident, Role
from webapp.queries import incidents
from webapp.views import paging
from webapp.views.access import get_or_404, page_blueprint
from webapp.views.moments import duration

bp = page_blueprint("incidents", __name__, "/incidents")

#: What the tabs of the list show.
OPEN, OVER = "open", "over"
WHICH = {"": None, OPEN: True, OVER: False}


@bp.get("/")
def index() -> str:
    """List the incidents, the latest first."""
    which = request.args.get("which", "")
    if which not in WHICH:
        abort(404)
    asked = paging.asked(incidents.ORDERS, incidents.LATEST)
    page = incidents.page(WHICH[which], asked.place)
    now = clock.now()
    return render_template(
        "incidents/index.html",
        incidents=[(one, lasted(one, now)) for one in page.rows],
        which=which,
        count_open=incidents.count_open(),
        **asked.shown(page),
    )


@bp.get("/<int:incident_id>")
def show(incident_id: int) -> str:
    """Show one incident: what it is about, since when, until when, and where it is seen to."""
    incident = get_or_404(Incident, incident_id)
    return render_template(
        "incidents/show.html",
        incident=incident,
        lasted=lasted(incident, clock.now()),
        where=where(incident),
    )


def lasted(incident: Incident, now: datetime) -> str:
    """Say how long it has lasted."""
    return duration((incident.ended_at or now) - incident.started_at)


#: The page on which the subject of an incident is seen to, by the first word of the subject;
#: the second is its id.
PAGES = {
    "campaign": ("campaigns.show", "campaign_id", Role.VIEWER),
    "contact": ("contacts.show", "contact_id", Role.VIEWER),
    "template": ("message_templates.show", "template_id", Role.VIEWER),
    "sender": ("settings.senders", None, Role.ADMIN),
    "webhook": ("settings.webhook", None, Role.ADMIN),
}


def where(incident: Incident) -> tuple[str, Role] | None:
    """Answer the address on which it is seen to, and who may open it; None where there is none."""
    word, _, key = incident.subject.partition(" ")
    endpoint, name, role = PAGES.get(word, ("", None, Role.VIEWER))
    if not endpoint:
        return None
    if not _fits(name, key):
        return None
    given: dict[str, Any] = {name: key} if name else {}
    return url_for(endpoint, **given), role


def _fits(name: str | None, key: str) -> bool:
    """Answer whether the subject's second word can stand in the address."""
    if name != "campaign_id":
        return name is None or key.isdecimal()
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
