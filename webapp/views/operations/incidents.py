"""Open and past incidents."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import abort, current_app, render_template, request

from webapp import clock, filters
from webapp.models import Incident
from webapp.queries.operations import incidents
from webapp.views.accounts.access import get_or_404
from webapp.views.operations import subjects
from webapp.views.shell import paging

#: The tabs of the list.
OPEN, OVER = "open", "over"
IS_OPEN_BY_STATE = {"": None, OPEN: True, OVER: False}


def index() -> str:
    """List the incidents, latest first."""
    state = request.args.get("which", "")
    if state not in IS_OPEN_BY_STATE:
        abort(404)
    list_request = paging.from_request(incidents.ORDERS, incidents.LATEST)
    page = incidents.page(IS_OPEN_BY_STATE[state], list_request.place)
    now = clock.now()
    return render_template(
        "incidents/index.html",
        incidents=[(incident, lasted(incident, now)) for incident in page.rows],
        which=state,
        count_open=incidents.count_open(),
        **list_request.template_values(page),
    )


def show(incident_id: int) -> str:
    """Show one incident: its subject, its start and end, and the page where it is fixed."""
    incident = get_or_404(Incident, incident_id)
    return render_template(
        "incidents/show.html",
        incident=incident,
        day=incident.started_at.astimezone(ZoneInfo(current_app.config["TIMEZONE"])).date(),
        lasted=lasted(incident, clock.now()),
        where=subjects.where(incident.subject),
    )


def lasted(incident: Incident, now: datetime) -> str:
    """Return the duration of the incident as text."""
    return filters.duration((incident.ended_at or now) - incident.started_at)
