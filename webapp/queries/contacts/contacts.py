"""Finding contacts one by one."""

from collections.abc import Sequence

from sqlalchemy import select

from webapp.domain.contacts.contact_ids import InvalidUserId, read_either
from webapp.domain.contacts.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Contact, Subscription
from webapp.queries.contacts import former_identities


def by_ids(ids: Sequence[int]) -> Sequence[Contact]:
    """Return the contacts with these ids, the newest first."""
    statement = select(Contact).where(Contact.id.in_(ids)).order_by(Contact.id.desc())
    return db.session.scalars(statement).all() if ids else []


def by_number_or_user_id(text: str, country: str) -> Contact | None:
    """Return the contact who has or had this phone number, in any usual format, or user id."""
    try:
        return former_identities.contact_of(read_either(text, country))
    except (InvalidPhone, InvalidUserId):
        return None


def next_subscribed(after: int = 0) -> Contact | None:
    """Return the next subscribed contact after the id, to preview a message with."""
    subscribed = select(Contact).where(Contact.subscription == Subscription.SUBSCRIBED)
    return db.session.scalar(subscribed.where(Contact.id > after).order_by(Contact.id).limit(1))


def previous_subscribed(before: int) -> Contact | None:
    """Return the subscribed contact before the id."""
    subscribed = select(Contact).where(Contact.subscription == Subscription.SUBSCRIBED)
    earlier = subscribed.where(Contact.id < before).order_by(Contact.id.desc())
    return db.session.scalar(earlier.limit(1))
