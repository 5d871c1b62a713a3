"""Whose a number is that somebody had before two contacts were made one."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.domain.contacts.phone import Phone
from webapp.extensions import db
from webapp.models import Contact, FormerNumber


def are_kept() -> bool:
    """Answer whether there are any: a file of a million rows asks before it looks."""
    return db.session.scalar(select(FormerNumber.match_key).limit(1)) is not None


def owners(match_keys: Collection[str]) -> dict[str, Phone]:
    """Find which of these are former numbers, each with the number of its person now."""
    if not are_kept():
        return {}
    rows = db.session.execute(
        select(FormerNumber.match_key, Contact.phone_number, Contact.match_key, Contact.country)
        .join(Contact, Contact.id == FormerNumber.contact_id)
        .where(FormerNumber.match_key.in_(match_keys))
    )
    return {former: Phone(number, key, country) for former, number, key, country in rows}


def person(match_key: str) -> Contact | None:
    """Find the person whose number this is, or else was."""
    known = db.session.scalar(select(Contact).where(Contact.match_key == match_key))
    if known:
        return known
    former = select(Contact).join(FormerNumber, FormerNumber.contact_id == Contact.id)
    return db.session.scalar(former.where(FormerNumber.match_key == match_key))


def of(contact: Contact) -> Sequence[FormerNumber]:
    """List the person's former numbers."""
    theirs = select(FormerNumber).where(FormerNumber.contact_id == contact.id)
    return db.session.scalars(theirs.order_by(FormerNumber.match_key)).all()


def with_present(contact: Contact) -> list[Contact | FormerNumber]:
    """List all numbers of the person, the present one first."""
    return [contact, *of(contact)]
