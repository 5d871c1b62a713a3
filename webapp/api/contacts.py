"""Contacts, and whether they may be written to."""

from typing import Any

from flask import Blueprint

from webapp.api import access, bodies, kinds, shown
from webapp.api.phones import find_contact, read_phone
from webapp.api.schemas import Field, Fields, Kind, Unfit
from webapp.domain.consent import ConsentSource
from webapp.domain.contact_values import (
    LONGEST_ATTRIBUTE,
    LONGEST_NAME,
    LONGEST_VALUE,
    attribute_fault,
)
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.services import contacts, recipients

bp = Blueprint("contacts", __name__, url_prefix="/contacts/<number>")


def _attribute(given: object) -> str:
    name = str(kinds.text(LONGEST_ATTRIBUTE).read(given))
    if fault := attribute_fault(name):
        raise Unfit(fault)
    return name


CONTACT: Fields = {
    "name": Field(kinds.text(LONGEST_NAME, shortest=0), "The person's name."),
    "attributes": Field(
        kinds.texts(Kind(_attribute, {}), kinds.text(LONGEST_VALUE, shortest=0, lines=True), 100),
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
    contact, is_new = contacts.put(
        phone, given["name"], given["attributes"], ConsentSource.API, access.actor()
    )
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
