"""Storing former numbers, which get no messages but still identify a contact."""

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.contacts.phone import Phone
from webapp.extensions import db
from webapp.models import Contact, FormerNumber


def take_over(kept: Contact, other: Contact) -> None:
    """Assign the other contact's present and former numbers to the remaining contact."""
    db.session.execute(
        update(FormerNumber)
        .where(FormerNumber.contact_id == other.id)
        .values(contact_id=kept.id)
        .execution_options(synchronize_session=False)
    )
    _keep(kept.id, other.match_key, other.phone_number)


def move(contact: Contact, left: Phone, new: Phone) -> None:
    """Replace one of the contact's former numbers; the old one may get another owner."""
    forget(left)
    _keep(contact.id, new.match_key, new.number)


def forget(number: Phone) -> None:
    """Delete the former number, so that it identifies no contact any more."""
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
