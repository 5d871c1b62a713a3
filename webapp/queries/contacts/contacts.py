"""Finding contacts one by one."""

from collections.abc import Sequence

from sqlalchemy import select

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Contact, Subscription
from webapp.queries.contacts import former_numbers


def named(ids: Sequence[int]) -> Sequence[Contact]:
    """Find the contacts by their ids, the newest first."""
    chosen = select(Contact).where(Contact.id.in_(ids)).order_by(Contact.id.desc())
    return db.session.scalars(chosen).all() if ids else []


def by_phone(text: str, country: str) -> Contact | None:
    """Find the person whose phone number this is, or was, in any usual writing."""
    try:
        key = phone.parse(text, country).match_key
    except InvalidPhone:
        return None
    return former_numbers.person(key)


def next_person(after: int = 0) -> Contact | None:
    """Find someone to show a message as: the next subscribed contact after the id."""
    subscribed = select(Contact).where(Contact.subscription == Subscription.SUBSCRIBED)
    return db.session.scalar(subscribed.where(Contact.id > after).order_by(Contact.id).limit(1))


def previous_person(before: int) -> Contact | None:
    """Find the subscribed contact before the id."""
    subscribed = select(Contact).where(Contact.subscription == Subscription.SUBSCRIBED)
    earlier = subscribed.where(Contact.id < before).order_by(Contact.id.desc())
    return db.session.scalar(earlier.limit(1))
