"""Contacts and their subscription."""

from typing import Any

from flask import Blueprint

from webapp.api.contacts.phones import find_contact, read_phone
from webapp.api.shell import access, bodies, field_types, serializers
from webapp.api.shell.schemas import Field, Fields, FieldType, InvalidValue
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.values import (
    LONGEST_ATTRIBUTE,
    LONGEST_NAME,
    LONGEST_VALUE,
    attribute_fault,
)
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.services.contacts import subscriptions
from webapp.services.recipients import adding

bp = Blueprint("contacts", __name__, url_prefix="/contacts/<number>")


def _attribute_name(value: object) -> str:
    name = str(field_types.text(LONGEST_ATTRIBUTE).read(value))
    if fault := attribute_fault(name):
        raise InvalidValue(fault)
    return name


CONTACT: Fields = {
    "name": Field(field_types.text(LONGEST_NAME, shortest=0), "The person's name."),
    "attributes": Field(
        field_types.text_map(
            FieldType(_attribute_name, {}),
            field_types.text(LONGEST_VALUE, shortest=0, lines=True),
            100,
        ),
        "Replaces all attributes; empty ones are left out.",
    ),
}
CONSENT: Fields = {
    "words": Field(
        field_types.text(1000, shortest=0, lines=True),
        "What the person said, or where they agreed; kept with the event.",
        default="",
    )
}


@bp.get("")
def show(number: str) -> dict[str, Any]:
    """Show a contact with the events that led to its subscription."""
    phone = read_phone(number)
    contact = find_contact(phone)
    if contact is None:
        raise NotFound(f"There is no contact {phone.number}.")
    return serializers.contact(contact)


@bp.put("")
def put(number: str) -> tuple[dict[str, Any], int]:
    """Set the name and attributes; an unknown number becomes a contact with an opt-in.

    This never resubscribes a contact who opted out, and never restores an erased contact.
    """
    fields, phone = bodies.read_body(CONTACT), read_phone(number)
    contact, is_new = subscriptions.put(
        phone, fields["name"], fields["attributes"], ConsentSource.API, access.actor()
    )
    db.session.commit()
    return serializers.contact(contact), 201 if is_new else 200


@bp.post("/subscribe")
def subscribe(number: str) -> dict[str, Any]:
    """Record an opt-in."""
    words, phone = bodies.read_body(CONSENT)["words"], read_phone(number)
    contact = find_contact(phone) or subscriptions.create_unsubscribed(phone)
    subscriptions.subscribe(contact, ConsentSource.API, access.actor(), words)
    db.session.commit()
    return serializers.contact(contact)


@bp.post("/unsubscribe")
def unsubscribe(number: str) -> dict[str, Any]:
    """Record an opt-out, and remove the contact from every campaign.

    An unknown number is recorded too, so that a later import does not subscribe it.
    """
    words, phone = bodies.read_body(CONSENT)["words"], read_phone(number)
    contact = find_contact(phone) or subscriptions.create_unsubscribed(phone)
    subscriptions.unsubscribe(contact, ConsentSource.API, access.actor(), words)
    adding.withdraw(contact)
    db.session.commit()
    return serializers.contact(contact)
