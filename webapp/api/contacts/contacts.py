"""Contacts and their subscription."""

from typing import Any

from flask import Blueprint

from webapp.api.contacts.ids import read_either
from webapp.api.shell import access, bodies, field_types, serializers
from webapp.api.shell.schemas import Field, Fields, FieldType, InvalidValue
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.contacts.values import (
    LONGEST_ATTRIBUTE,
    LONGEST_NAME,
    LONGEST_VALUE,
    attribute_fault,
)
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Contact
from webapp.queries.contacts import former_identities
from webapp.services.contacts import erasure, subscriptions
from webapp.services.recipients import adding

bp = Blueprint("contacts", __name__, url_prefix="/contacts/<number_or_user_id>")


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
def show(number_or_user_id: str) -> dict[str, Any]:
    """Show a contact with the events that led to its subscription."""
    return serializers.contact(_get(read_either(number_or_user_id)))


@bp.put("")
def put(number_or_user_id: str) -> tuple[dict[str, Any], int]:
    """Set the name and attributes; an unknown number or user id becomes a contact with an opt-in.

    This never resubscribes a contact who opted out, and never restores an erased contact.
    """
    fields, ids = bodies.read_body(CONTACT), read_either(number_or_user_id)
    contact, is_new = subscriptions.put(
        ids, fields["name"], fields["attributes"], ConsentSource.API, access.actor()
    )
    db.session.commit()
    return serializers.contact(contact), 201 if is_new else 200


@bp.delete("")
def delete(number_or_user_id: str) -> tuple[str, int]:
    """Erase the contact; no file and no call adds them again before a new agreement."""
    erasure.erase(_get(read_either(number_or_user_id)), access.actor())
    db.session.commit()
    return "", 204


@bp.post("/subscribe")
def subscribe(number_or_user_id: str) -> dict[str, Any]:
    """Record an opt-in."""
    words, ids = bodies.read_body(CONSENT)["words"], read_either(number_or_user_id)
    contact = _get_or_create(ids)
    subscriptions.subscribe(contact, ConsentSource.API, access.actor(), words)
    db.session.commit()
    return serializers.contact(contact)


@bp.post("/unsubscribe")
def unsubscribe(number_or_user_id: str) -> dict[str, Any]:
    """Record an opt-out, and remove the contact from every campaign.

    An unknown number or user id is recorded too: a later import does not subscribe it.
    """
    words, ids = bodies.read_body(CONSENT)["words"], read_either(number_or_user_id)
    contact = _get_or_create(ids)
    subscriptions.unsubscribe(contact, ConsentSource.API, access.actor(), words)
    adding.withdraw(contact)
    db.session.commit()
    return serializers.contact(contact)


def _get(ids: ContactIds) -> Contact:
    contact = former_identities.contact_of(ids)
    if contact is None:
        raise NotFound(f"There is no contact {ids.shown}.")
    return contact


def _get_or_create(ids: ContactIds) -> Contact:
    known = former_identities.contact_of(ids)
    return known or subscriptions.create_unsubscribed(ids.phone, user_id=ids.user_id)
