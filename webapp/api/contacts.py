"""Contacts, and whether they may be written to."""

from typing import Any

from flask import Blueprint

from webapp import clock
from webapp.api import access, bodies, kinds, shown
from webapp.api.phones import find_contact, read_phone
from webapp.api.schemas import Field, Fields, Kind, Unfit
from webapp.domain.column_map import attribute_name
from webapp.domain.consent import ConsentSource
from webapp.domain.variable_values import NAME
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.services import audit, contacts, given_people, recipients
from webapp.services.given_people import Person

bp = Blueprint("contacts", __name__, url_prefix="/contacts/<number>")


def _attribute(given: object) -> str:
    if not isinstance(given, str) or not given or attribute_name(given) != given or given == NAME:
        raise Unfit("Give the attribute a name in small letters, such as first_name.")
    return str(kinds.text(100).read(given))


CONTACT: Fields = {
    "name": Field(kinds.text(200, shortest=0), "The person's name."),
    "attributes": Field(
        kinds.texts(Kind(_attribute, {}), kinds.text(1000, shortest=0, lines=True), 100),
        "Replaces all attributes; empty ones are left out.",
    ),
}
CONSENT: Fields = {
    "words": Field(
        kinds.text(1000, shortest=0, lines=True),
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
    return shown.contact(contact)


@bp.put("")
def put(number: str) -> tuple[dict[str, Any], int]:
    """Set the name and the attributes; someone we don't know becomes a contact with an opt-in.

    Nobody who opted out is subscribed again by this, and nobody who was erased comes back.
    """
    given, phone = bodies.body(CONTACT), read_phone(number)
    if find_contact(phone) is None:
        contacts.require_unforgotten(phone)
    is_new = given_people.remember([Person(phone)], ConsentSource.API, access.actor()).created
    contact = find_contact(phone)
    if contact is None:
        raise NotFound(f"Someone has just erased {phone.number}.")
    if given["name"] is not None:
        contact.name = given["name"]
    if given["attributes"] is not None:
        contact.attributes = {key: value for key, value in given["attributes"].items() if value}
    contact.updated_at = clock.now()
    audit.note(access.actor(), "contact.change", f"contact {contact.id}")
    db.session.commit()
    return shown.contact(contact), 201 if is_new else 200


@bp.post("/subscribe")
def subscribe(number: str) -> dict[str, Any]:
    """Note that the person agreed to be written to."""
    words, phone = bodies.body(CONSENT)["words"], read_phone(number)
    contact = find_contact(phone) or contacts.meet(phone)
    contacts.subscribe(contact, ConsentSource.API, access.actor(), words)
    db.session.commit()
    return shown.contact(contact)


@bp.post("/unsubscribe")
def unsubscribe(number: str) -> dict[str, Any]:
    """Note that the person must not be written to, and take them out of every campaign.

    Someone we don't know is noted all the same: a list that comes later does not undo it.
    """
    words, phone = bodies.body(CONSENT)["words"], read_phone(number)
    contact = find_contact(phone) or contacts.meet(phone)
    contacts.unsubscribe(contact, ConsentSource.API, access.actor(), words)
    recipients.withdraw(contact)
    db.session.commit()
    return shown.contact(contact)
