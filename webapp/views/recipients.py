"""The people of a campaign: the list, one of them, and all of them as a file."""

import csv
import io
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, render_template, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp import labels
from webapp.domain import variable_values
from webapp.domain.csv_cells import guard
from webapp.domain.recipient_status import RecipientStatus
from webapp.domain.template_text import Preview, preview
from webapp.domain.texts import N_
from webapp.domain.variable_values import InvalidValues, Text
from webapp.domain.verdict import MAX_ATTEMPTS
from webapp.models import Campaign, Recipient
from webapp.queries import contacts, recipients, statistics
from webapp.queries.recipients import Page
from webapp.views import paging
from webapp.views.access import get_campaign_or_404, get_recipient_or_404, page_blueprint

bp = page_blueprint("recipients", __name__, "/campaigns/<uuid:campaign_id>/recipients")


@bp.get("/")
def index(campaign_id: uuid.UUID) -> str:
    """List a campaign's people, of one status or all, or find one by phone number."""
    campaign = get_campaign_or_404(campaign_id)
    status = _status_or_404(request.args.get("status", ""))
    phone_number = request.args.get("phone", "").strip()
    page = _find(campaign, phone_number) if phone_number else _list(campaign, status)
    return render_template(
        "recipients/index.html",
        campaign=campaign,
        status=status,
        phone_number=phone_number,
        page=page,
        counted=statistics.of(campaign.id),
        max_attempts=MAX_ATTEMPTS,
        next_url=paging.next_url(page.next_cursor),
        first_url=paging.first_url(),
    )


def _list(campaign: Campaign, status: RecipientStatus | None) -> Page:
    return recipients.page(campaign.id, status, after=paging.after_number() or 0)


def _find(campaign: Campaign, phone_number: str) -> Page:
    """Find one person by a phone number in any usual writing."""
    contact = contacts.by_phone(phone_number, current_app.config["DEFAULT_COUNTRY"])
    known_as = contact.phone_number if contact else phone_number
    return recipients.page(campaign.id, phone_number=known_as)


def _status_or_404(given: str) -> RecipientStatus | None:
    if given and given not in list(RecipientStatus):
        abort(404)
    return RecipientStatus(given) if given else None


#: The moments of a recipient's way, in the order in which they usually come.
MOMENTS = (
    ("queued_at", N_("Put in a batch of the day")),
    ("claimed_at", N_("Taken by a worker")),
    ("accepted_at", N_("Taken by WhatsApp")),
    ("sent_at", N_("Sent by WhatsApp")),
    ("delivered_at", N_("Delivered to the person's device")),
    ("read_at", N_("Read")),
    ("failed_at", N_("Given up")),
)


@bp.get("/<int:recipient_id>")
def show(campaign_id: uuid.UUID, recipient_id: int) -> str:
    """Tell what became of one person's message, and show it as it was sent."""
    campaign = get_campaign_or_404(campaign_id)
    recipient = get_recipient_or_404(campaign, recipient_id)
    return render_template(
        "recipients/show.html",
        campaign=campaign,
        recipient=recipient,
        timeline=_timeline(recipient),
        policy=labels.policy_of(recipient),
        max_attempts=MAX_ATTEMPTS,
        message=_message(campaign, recipient),
    )


def _timeline(recipient: Recipient) -> list[tuple[datetime, str]]:
    """Put what has happened in order; refusals of earlier attempts among it."""
    reached = [(getattr(recipient, name), words) for name, words in MOMENTS]
    refused = [
        (datetime.fromisoformat(one["at"]), _("Not taken: %(details)s", details=one["details"]))
        for one in recipient.history or ()
        if one.get("at")
    ]
    return sorted((one for one in [*reached, *refused] if one[0]), key=lambda one: one[0])


def _message(campaign: Campaign, recipient: Recipient) -> Preview:
    """Fill the message with this person's values, as the sender does."""
    template = campaign.message_template
    try:
        sources = variable_values.parse(campaign.variables, template.variables) if template else {}
    except InvalidValues:
        sources = {}
    texts = {key: source.text for key, source in sources.items() if isinstance(source, Text)}
    return preview(campaign.components, texts | recipient.variables)


#: The columns of the export: headings, and what stands below them.
HEADINGS = (
    *("phone_number", "name", "status", "reason", "error_code", "attempts"),
    *("queued", "sent", "delivered", "read", "failed", "timezone"),
)


@bp.get("/export.csv")
def export(campaign_id: uuid.UUID) -> Response:
    """Send all people of the campaign as CSV, row by row, however many they are."""
    campaign = get_campaign_or_404(campaign_id)
    status = _status_or_404(request.args.get("status", ""))
    lines = _lines(campaign.id, campaign.zone, status)
    name = f"recipients-{status or 'all'}-{campaign.id}.csv"
    return Response(
        stream_with_context(lines),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(campaign_id: uuid.UUID, zone: ZoneInfo, status: RecipientStatus | None) -> Iterator[str]:
    """Write the file in portions; the mark at its start tells Excel that it is UTF-8."""
    yield "\ufeff" + _csv([HEADINGS])
    for portion in recipients.rows(campaign_id, status):
        yield _csv(_cells(told, zone) for told in portion)


def _csv(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([guard(cell) for cell in row] for row in rows)
    return written.getvalue()


def _cells(told: Row[*tuple[Any, ...]], zone: ZoneInfo) -> Iterator[object]:
    yield told.phone_number
    yield told.name
    yield labels.RECIPIENT[told.status].word
    yield labels.reason(told)
    yield told.error_code
    yield told.attempts
    for at in (told.queued_at, told.accepted_at, told.delivered_at, told.read_at, told.failed_at):
        yield at.astimezone(zone).isoformat(" ", "seconds")[:19] if at else ""
    yield zone.key
