"""Finding the contact of a former number."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.domain.contacts.phone import Phone
from webapp.extensions import db
from webapp.models import Contact, FormerNumber


def exist() -> bool:
    """Return whether there are any: a cheap check before a file of a million rows is compared."""
    return db.session.scalar(select(FormerNumber.match_key).limit(1)) is not None


def owners(match_keys: Collection[str]) -> dict[str, Phone]:
    """Return the former ones of these numbers, each with the present number of its contact."""
    if not exist():
        return {}
    rows = db.session.execute(
        select(FormerNumber.match_key, Contact.phone_number, Contact.match_key, Contact.country)
        .join(Contact, Contact.id == FormerNumber.contact_id)
        .where(FormerNumber.match_key.in_(match_keys))
    )
    return {former: Phone(number, key, country) for former, number, key, country in rows}


def contact_by_key(match_key: str) -> Contact | None:
    """Return the contact with this present number, or else with this former number."""
    contact = db.session.scalar(select(Contact).where(Contact.match_key == match_key))
    if contact:
        return contact
    former = select(Contact).join(FormerNumber, FormerNumber.contact_id == Contact.id)
    return db.session.scalar(former.where(FormerNumber.match_key == match_key))


def former_numbers(contact: Contact) -> Sequence[FormerNumber]:
    """Return the contact's former numbers."""
    statement = select(FormerNumber).where(FormerNumber.contact_id == contact.id)
    return db.session.scalars(statement.order_by(FormerNumber.match_key)).all()


def all_numbers(contact: Contact) -> list[Contact | FormerNumber]:
    """Return all numbers of the contact, the present one first."""
    return [contact, *former_numbers(contact)]
