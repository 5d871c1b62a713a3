"""Storing former numbers and user ids, which get no messages but still identify a contact."""

from collections.abc import Iterable

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.contacts.phone import Phone
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity
from webapp.queries.contacts.former_identities import Identity, identities


def take_over(target: Contact, other: Contact) -> None:
    """Assign all numbers and user ids of the other contact to the remaining contact."""
    theirs = identities(other)
    db.session.execute(
        update(FormerIdentity)
        .where(FormerIdentity.contact_id == other.id)
        .values(contact_id=target.id)
        .execution_options(synchronize_session=False)
    )
    store(target.id, theirs)


def move(contact: Contact, left: Phone, new: Phone) -> None:
    """Replace one of the contact's former numbers; the old one may get another owner."""
    forget(left.match_key)
    store(contact.id, [Identity(new.match_key, new.number)])


def forget(*keys: str) -> None:
    """Delete former numbers or user ids, so that they identify no contact any more."""
    if keys:
        db.session.execute(delete(FormerIdentity).where(FormerIdentity.key.in_(keys)))


def store(contact_id: int, former: Iterable[Identity]) -> None:
    """Let these numbers or user ids identify the contact, even if another had them before."""
    rows = [identity._asdict() | {"contact_id": contact_id} for identity in former]
    if rows:
        statement = insert(FormerIdentity)
        newest = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "contact_id": statement.excluded.contact_id,
                "phone_number": statement.excluded.phone_number,
            },
        )
        db.session.execute(newest, rows)
