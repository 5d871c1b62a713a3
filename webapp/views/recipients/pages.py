"""The recipients of a campaign: the list, the page of one, and the export."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, abort, render_template, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from webapp import clock, labels, sheets
from webapp.domain.recipients.retry_decision import MAX_ATTEMPTS
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.translatable import N_
from webapp.models import Campaign, Recipient, Role
from webapp.queries.campaigns import messages, statistics
from webapp.queries.campaigns.statistics import Statistics
from webapp.queries.contacts import contacts, default_country
from webapp.queries.operations.keyset_pages import Page
from webapp.queries.planning import schedules
from webapp.queries.recipients import reasons as recipient_reasons
from webapp.queries.recipients import recipients
from webapp.queries.recipients.reasons import Reason
from webapp.queries.webhook import replies
from webapp.services.accounts import audit
from webapp.views.accounts.access import (
    actor,
    get_campaign_or_404,
    get_recipient_or_404,
    role_required,
)
from webapp.views.recipients import not_sent
from webapp.views.shell import paging

#: Larger exports are created by a worker, with a page that shows the progress.
MAX_STREAMED = 50_000


class Filter(TypedDict):
    """The filter of the recipient list."""

    status: RecipientStatus | None
    reason: str
    day: date | None


def index(campaign_id: uuid.UUID) -> str:
    """List a campaign's recipients, optionally filtered, or find one by phone number."""
    campaign = get_campaign_or_404(campaign_id)
    filters, phone_number = filters_of(request.args), request.args.get("phone", "").strip()
    orders = recipients.ORDERS_OF_SOME if any(filters.values()) else recipients.ORDERS
    list_request = paging.from_request(orders, recipients.TURN)
    conditions = recipients.matching(campaign.id, **filters)
    page = (
        _find(campaign, phone_number)
        if phone_number
        else recipients.page(conditions, list_request.place)
    )
    counted = statistics.for_campaign(campaign.id)
    reasons = recipient_reasons.counts(campaign.id, filters["status"])
    return render_template(
        "recipients/index.html",
        campaign=campaign,
        **filters,
        phone_number=phone_number,
        recipients=page.rows,
        counted=counted,
        reasons=reasons,
        matching=_count(campaign, filters, counted, reasons),
        max_attempts=MAX_ATTEMPTS,
        max_streamed=MAX_STREAMED,
        export_id=uuid.uuid4(),
        orders=orders,
        **list_request.template_values(page),
    )


def _count(
    campaign: Campaign, filters: Filter, counted: Statistics, reasons: Sequence[Reason]
) -> int:
    """Return the number of matching recipients, usually from known counts."""
    if filters["day"] or (filters["reason"] and not filters["status"]):
        return recipients.count(recipients.matching(campaign.id, **filters))
    if filters["reason"]:
        return sum(each.recipients for each in reasons if each.key == filters["reason"])
    return counted.counts[filters["status"]] if filters["status"] else counted.total


def filters_of(query: Mapping[str, str]) -> Filter:
    """Return the filter in the query string; raise 404 if it is invalid."""
    status, day = query.get("status", ""), query.get("day", "")
    if status and status not in list(RecipientStatus):
        abort(404)
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        abort(404)
    return Filter(
        status=RecipientStatus(status) if status else None, reason=query.get("reason", ""), day=on
    )


def _find(campaign: Campaign, phone_number: str) -> Page[Recipient]:
    """Return a page with the recipient of a phone number, in any common format, or a user id."""
    contact = contacts.by_number_or_user_id(phone_number, default_country.default_country())
    return recipients.page(recipients.matching(campaign.id, contact=contact or phone_number))


#: The timestamps of a recipient, in their usual order.
MOMENTS = (
    ("queued_at", N_("Put in a batch of the day")),
    ("claimed_at", N_("Taken by a worker")),
    ("accepted_at", N_("Taken by WhatsApp")),
    ("held_at", N_("Held back by WhatsApp for a while, to judge the first messages")),
    ("sent_at", N_("Sent by WhatsApp")),
    ("delivered_at", N_("Delivered to the person's device")),
    ("read_at", N_("Read")),
    ("failed_at", N_("Given up")),
)


def show(campaign_id: uuid.UUID, recipient_id: int) -> str:
    """Show the history of one recipient's message, and the message as sent."""
    campaign = get_campaign_or_404(campaign_id)
    recipient = get_recipient_or_404(campaign, recipient_id)
    return render_template(
        "recipients/show.html",
        campaign=campaign,
        recipient=recipient,
        timeline=_timeline(campaign, recipient),
        planned_on=schedules.planned_day(recipient, campaign.date_of(clock.now())),
        advice=labels.error_advice_for(recipient),
        held_until=not_sent.held_until(campaign, recipient),
        country_reason=not_sent.country_reason(recipient),
        sent_by=labels.sent_by(recipient),
        max_attempts=MAX_ATTEMPTS,
        message=messages.message_of(campaign, recipient),
    )


def _timeline(campaign: Campaign, recipient: Recipient) -> list[tuple[datetime, str]]:
    """Return the recipient's events in order, including rejections and replies."""
    reached = [(getattr(recipient, name), words) for name, words in MOMENTS]
    refused = [
        (datetime.fromisoformat(attempt["at"]), _refusal(attempt))
        for attempt in recipient.history or ()
        if attempt.get("at")
    ]
    replied = [
        (
            reply.received_at,
            _("Replied: “%(words)s”", words=reply.text or labels.reply_name(reply.kind)),
        )
        for reply in replies.in_campaign(recipient)
    ]
    planned = [(campaign.activated_at, _("Planned"))] if campaign.activated_at else []
    happened = (event for event in [*planned, *refused, *reached, *replied] if event[0])
    return sorted(happened, key=lambda event: event[0])


def _refusal(attempt: dict[str, Any]) -> str:
    """Return why an attempt failed; without a code, WhatsApp may not have been reached."""
    if attempt.get("code") is None:
        return _("Not taken: %(details)s", details=attempt["details"])
    return _("Refused by WhatsApp: %(details)s", details=attempt["details"])


@role_required(Role.EDITOR)
def export(campaign_id: uuid.UUID) -> Response:
    """Return the campaign's recipients as a CSV stream, optionally filtered."""
    campaign = get_campaign_or_404(campaign_id)
    filters = filters_of(request.args)
    conditions = recipients.matching(campaign.id, **filters)
    noted = {name: str(value) for name, value in filters.items() if value}
    audit.note_download(
        actor(),
        "recipients.export",
        f"campaign {campaign.id}",
        people=recipients.count(conditions),
        filter=urlencode(noted),
    )
    lines = _lines(conditions, campaign.zone)
    name = f"recipients-{filters['status'] or 'all'}-{campaign.id}.csv"
    return Response(
        stream_with_context(lines),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(conditions: Sequence[ColumnElement[bool]], zone: ZoneInfo) -> Iterator[str]:
    """Return the lines of the file, in portions."""
    yield sheets.BOM + sheets.csv_lines([sheets.RECIPIENT_HEADINGS])
    for portion in recipients.export_pages(conditions):
        yield sheets.csv_lines(sheets.recipient_row(recipient, zone) for recipient in portion)
