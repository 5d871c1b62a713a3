"""Identifying a contact by its number or user ids, present and former."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone, Phone
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import Contact
from webapp.queries.contacts.former_identities import contact_by_key, contact_by_user_id
from webapp.services.background import locks
from webapp.services.contacts import former_identities, known_ids, same_person
from webapp.services.operations import incidents
from webapp.services.recipients import numbers

CONFLICT = "identity_conflict"


def contacts_of(ids: WhatsAppIds) -> list[Contact]:
    """Return the contacts that these ids identify; the number decides which is the first.

    More than one are one person who is not merged yet.
    """
    number = parse_wa_id(ids.number)
    contacts = [contact_by_key(number.match_key) if number else None]
    contacts += [contact_by_user_id(key) for key in (ids.user_id, ids.parent_user_id) if key]
    return list(dict.fromkeys(contact for contact in contacts if contact))


def find_contacts(ids: WhatsAppIds) -> list[Contact]:
    """Return the same contacts, after storing the ids that are new; all but the first are merged
    with it in the background."""
    contacts = contacts_of(ids)
    if contacts:
        learn(contacts[0], ids)
    return contacts


def learn(contact: Contact, ids: WhatsAppIds) -> None:
    """Store the ids by which WhatsApp names the contact, if any of them is new."""
    if known_ids.are_known(contact, ids):
        return
    db.session.flush()
    known_ids.store({contact.id: ids})
    number = parse_wa_id(ids.number)
    if number and contact.phone_number is None:
        add_number(contact, number)
    db.session.refresh(contact)


def add_number(contact: Contact, number: Phone) -> None:
    """Give the number to a contact who has none; its owner, if there is one, is the same person."""
    locks.lock_row(contact)
    if contact.phone_number is not None:
        return
    try:
        with db.session.begin_nested():
            owner = contact_by_key(number.match_key)
            if owner is None:
                set_number(contact, number)
    except IntegrityError:  # another worker has just created a contact with the number
        owner = contact_by_key(number.match_key)
        db.session.refresh(contact)
    if owner and owner.id != contact.id:
        same_person.schedule_merges([(number.match_key, contact.user_id or "")])


def set_number(contact: Contact, number: Phone) -> None:
    """Store the contact's number, which belongs to no other; messages go to it from now on."""
    former_identities.forget(number.match_key)
    contact.phone_number, contact.match_key = number.number, number.match_key
    contact.country, contact.updated_at = number.country, clock.now()
    db.session.flush()
    numbers.renumber(contact)


def parse_wa_id(digits: str | None) -> Phone | None:
    """Return a wa_id as a phone number; None if there is none, or it is not a number."""
    try:
        return phone.from_wa_id(digits) if digits else None
    except InvalidPhone:
        return None


def report_conflict(contact_id: int, other_id: int) -> None:
    """Open an incident: an id of one contact came with another, and both have a number."""
    incidents.open_incident(
        CONFLICT,
        f"contact {contact_id}",
        coded("contacts.id_conflict", contact_id=str(contact_id), other_id=str(other_id)),
    )


def close_conflicts(now: datetime) -> None:
    """Close old incidents: a conflict that remains is seen again with the next message."""
    incidents.close_older(CONFLICT, now - incidents.NOTICE_PERIOD)
