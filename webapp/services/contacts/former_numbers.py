"""Keeping numbers that lead to someone, though nobody is written to under them."""

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.contacts.phone import Phone
from webapp.extensions import db
from webapp.models import Contact, FormerNumber


def take_over(kept: Contact, other: Contact) -> None:
    """Let the other's number, and those it had before, lead to the contact that is kept."""
    db.session.execute(
        update(FormerNumber)
        .where(FormerNumber.contact_id == other.id)
        .values(contact_id=kept.id)
        .execution_options(synchronize_session=False)
    )
    _keep(kept.id, other.match_key, other.phone_number)


def move(contact: Contact, left: Phone, new: Phone) -> None:
    """Follow one of the contact's former numbers to a new one; the one left may get an owner."""
    forget(left)
    _keep(contact.id, new.match_key, new.number)


def forget(number: Phone) -> None:
    """Let the number lead to nobody by what it was."""
    db.session.execute(delete(FormerNumber).where(FormerNumber.match_key == number.match_key))


def _keep(contact_id: int, match_key: str, phone_number: str) -> None:
    row = insert(FormerNumber).values(
        match_key=match_key, phone_number=phone_number, contact_id=contact_id
    )
    newest = row.on_conflict_do_update(
        index_elements=["match_key"],
        set_={"contact_id": contact_id, "phone_number": phone_number},
    )
    db.session.execute(newest)
