"""One template message to one contact."""

import uuid
from typing import Any

from flask import Blueprint, current_app, url_for

from webapp import clock
from webapp.api.campaigns.fields import (
    LANGUAGE,
    SENDER,
    TEMPLATE_NAME,
    VARIABLES,
    find_sender,
    find_template,
    sources,
)
from webapp.api.contacts import ids
from webapp.api.shell import access, bodies, cursors, field_types, serializers
from webapp.api.shell.schemas import Field, Fields
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Recipient
from webapp.queries.contacts import former_identities
from webapp.queries.recipients import recipients
from webapp.queries.sending import single_messages
from webapp.services.campaigns import daily
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message

bp = Blueprint("messages", __name__, url_prefix="/messages")

MESSAGE: Fields = {
    "phone_number": Field(field_types.text(64), "In any usual writing."),
    "user_id": Field(
        field_types.text(200), "WhatsApp's id of the person, exactly as WhatsApp writes it."
    ),
    "template_name": TEMPLATE_NAME,
    "language": LANGUAGE,
    "variables": VARIABLES,
    "sender": SENDER,
}

LISTING: Fields = {
    "phone_number": Field(field_types.text(64), "To this number, in any usual writing."),
    "user_id": Field(field_types.text(200), "To this person, by WhatsApp's id."),
    "since": Field(field_types.moment(), "Only messages that were created from this time on."),
    "limit": Field(field_types.digits(1, 200), "Messages on a page.", default=50),
    "cursor": Field(cursors.TIME_AND_ID, "next_cursor of the page before."),
}


@bp.post("")
def create() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Send one message: now, or when quota is available."""
    fields = bodies.read_body(MESSAGE)
    to, sender = ids.read(fields["phone_number"], fields["user_id"]), find_sender(fields["sender"])
    template = find_template(sender, fields["template_name"], fields["language"])
    message = Message(sender, template, sources(fields["variables"], template))
    zone = current_app.config["TIMEZONE"]
    recipient = single_message.send(message, to, zone, access.actor())
    db.session.commit()
    daily.enqueue_due(clock.now())
    location = url_for("api.messages.show", message_id=recipient.campaign_id)
    return _serialize(recipient), 201, {"Location": location}


@bp.get("")
def index() -> dict[str, Any]:
    """List the messages to one person, newest first: also one whose response was lost."""
    params = bodies.read_query(LISTING)
    contact = former_identities.contact_of(ids.read(params["phone_number"], params["user_id"]))
    if contact is None:
        return {"messages": [], "next_cursor": None}
    rows, following = single_messages.page(
        contact, params["since"], params["cursor"], params["limit"]
    )
    return {
        "messages": [_serialize(recipient) for recipient in rows],
        "next_cursor": cursors.write(*following) if following else None,
    }


@bp.get("/<uuid:message_id>")
def show(message_id: uuid.UUID) -> dict[str, Any]:
    """Return the message and its status."""
    recipient = recipients.find_by_message(message_id)
    if recipient is None:
        raise NotFound(f"There is no message {message_id}.")
    return _serialize(recipient)


def _serialize(recipient: Recipient) -> dict[str, Any]:
    campaign = recipient.campaign
    template = campaign.message_template
    return {
        "id": str(campaign.id),
        **serializers.recipient(recipient),
        "template_name": template.name if template else None,
        "template_language": template.language if template else None,
        "sender": serializers.sender(campaign.sender),
        "created_at": serializers.timestamp(campaign.created_at),
    }
