"""Finding contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webapp.domain import phone
from webapp.domain.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Subscription

#: Contacts in which we look for names of attributes: the newest, because a million take long.
SAMPLE = 1000


@dataclass(frozen=True)
class Page:
    """A page of contacts; `next_cursor` is None on the last one."""

    contacts: Sequence[Contact]
    next_cursor: int | None


def page(
    search: str = "",
    country: str = "",
    subscription: Subscription | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page:
    """List contacts, the newest first, from before the cursor.

    `search` is a phone number in any usual writing (one of `country` where it has no code), or
    how a name begins.
    """
    chosen = select(Contact).order_by(Contact.id.desc()).limit(limit + 1)
    if search:
        key = match_key(search, country)
        begins = func.lower(Contact.name).startswith(search.lower(), autoescape=True)
        chosen = chosen.where(begins if key is None else Contact.match_key == key)
    if subscription is not None:
        chosen = chosen.where(Contact.subscription == subscription)
    if before is not None:
        chosen = chosen.where(Contact.id < before)
    found = db.session.scalars(chosen).all()
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


def match_key(text: str, country: str) -> str | None:
    """Read a phone number in any writing as the key of its person; None where it is none."""
    try:
        return phone.parse(text, country).match_key
    except InvalidPhone:
        return None


def by_phone(text: str, country: str) -> Contact | None:
    """Find the person behind a phone number in any usual writing."""
    key = match_key(text, country)
    return db.session.scalar(select(Contact).where(Contact.match_key == key)) if key else None


def attribute_names() -> list[str]:
    """List the attributes that contacts have, by name."""
    newest = select(Contact.attributes).order_by(Contact.id.desc()).limit(SAMPLE).subquery()
    names = func.jsonb_object_keys(newest.c.attributes).label("name")
    return sorted(db.session.scalars(select(names).distinct()))


def next_person(after: int = 0) -> Contact | None:
    """Find someone to show a message as: the next subscribed contact after the id."""
    subscribed = select(Contact).where(Contact.subscription == Subscription.SUBSCRIBED)
    return db.session.scalar(subscribed.where(Contact.id > after).order_by(Contact.id).limit(1))


def campaigns_of(contact: Contact, limit: int = 50) -> Sequence[Recipient]:
    """List where one person stands in the campaigns, the latest first."""
    return db.session.scalars(
        select(Recipient)
        .join(Campaign)
        .options(joinedload(Recipient.campaign))
        .where(Recipient.contact_id == contact.id)
        .order_by(Campaign.created_at.desc())
        .limit(limit)
    ).all()
