"""Finding contacts by their numbers and user ids, present and former."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select

from webapp.domain.contacts.contact_ids import ContactIds
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity


class Identity(NamedTuple):
    """A key that identifies a contact, and the phone number if it is one."""

    key: str
    phone_number: str | None = None


def exist() -> bool:
    """Return whether there are any: a cheap check before a file of a million rows is compared."""
    return db.session.scalar(select(FormerIdentity.key).limit(1)) is not None


def contact_by_key(match_key: str) -> Contact | None:
    """Return the contact with this present number, or else with this former number."""
    contact = db.session.scalar(select(Contact).where(Contact.match_key == match_key))
    return contact or _former_owner(match_key)


def contact_by_user_id(user_id: str) -> Contact | None:
    """Return the contact with this user id: the present one, that of the parent, a former one."""
    present = select(Contact).where(
        or_(Contact.user_id == user_id, Contact.parent_user_id == user_id)
    )
    # The two columns may belong to two contacts that are not merged yet.
    contact = db.session.scalar(present.order_by(Contact.id).limit(1))
    return contact or _former_owner(user_id)


def contact_of(ids: ContactIds) -> Contact | None:
    """Return the contact with the number, else with the user id, present or former."""
    contact = contact_by_key(ids.phone.match_key) if ids.phone else None
    return contact or (contact_by_user_id(ids.user_id) if ids.user_id else None)


def _former_owner(key: str) -> Contact | None:
    former = select(Contact).join(FormerIdentity, FormerIdentity.contact_id == Contact.id)
    return db.session.scalar(former.where(FormerIdentity.key == key))


def former_identities(contact: Contact) -> Sequence[FormerIdentity]:
    """Return the contact's former numbers and user ids."""
    statement = select(FormerIdentity).where(FormerIdentity.contact_id == contact.id)
    return db.session.scalars(statement.order_by(FormerIdentity.key)).all()


def identities(contact: Contact) -> list[Identity]:
    """Return everything that identifies the contact, the present ones first."""
    present = (
        Identity(contact.match_key or "", contact.phone_number),
        Identity(contact.user_id or ""),
        Identity(contact.parent_user_id or ""),
    )
    former = [Identity(past.key, past.phone_number) for past in former_identities(contact)]
    return [identity for identity in (*present, *former) if identity.key]
