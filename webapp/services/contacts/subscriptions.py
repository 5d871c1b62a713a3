"""Consent of contacts, and their names and attributes."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.contacts import values
from webapp.domain.contacts.address import country_of
from webapp.domain.contacts.consent import ConsentKind, ConsentSource, Statement, is_subscribed
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.contacts.phone import Phone
from webapp.domain.messages import Message, joined
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, NotFound, WrongStatus
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.queries.contacts import erasures, former_identities
from webapp.services.accounts import audit
from webapp.services.background import locks
from webapp.services.contacts import erasure, upserts
from webapp.services.contacts.upserts import ContactData


def require_unforgotten(ids: ContactIds) -> None:
    """Raise WrongStatus if the owner of the number or the user id asked to be erased."""
    if erasures.erased(ids.keys):
        raise WrongStatus(
            N_(
                "The owner of %(number)s asked to be forgotten. Subscribe them first, if they "
                "have agreed since.",
                number=ids.shown,
            ),
            "forgotten",
        )


def create_unsubscribed(
    number: Phone | None, name: str = "", user_id: str | None = None
) -> Contact:
    """Create a contact without consent, for someone who wrote to us first; return it.

    One of number and user id is enough. If two workers do this at the same moment, one creates
    the contact and both return it.
    """
    row = insert(Contact).values(
        phone_number=number.number if number else None,
        match_key=number.match_key if number else None,
        country=number.country if number else country_of(user_id or ""),
        user_id=user_id,
        name=name,
        subscription=Subscription.UNSUBSCRIBED,
        updated_at=clock.now(),
    )
    db.session.execute(row.on_conflict_do_nothing())
    is_same = Contact.match_key == number.match_key if number else Contact.user_id == user_id
    return db.session.scalars(select(Contact).where(is_same)).one()


def subscribe(
    contact: Contact,
    source: ConsentSource,
    actor: str,
    words: str = "",
    at: datetime | None = None,
) -> None:
    """Record an opt-in; `at` is when the contact gave it, if not now."""
    erasure.lift(contact)
    _record(contact, ConsentKind.OPT_IN, source, actor, words, None, at)


def unsubscribe(
    contact: Contact,
    source: ConsentSource,
    actor: str,
    words: str = "",
    campaign_id: uuid.UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Record an opt-out; `at` is when the contact said so, if not now.

    To take the contact out of campaigns, call `adding.withdraw` as well. The claim checks the
    subscription once more.
    """
    _record(contact, ConsentKind.OPT_OUT, source, actor, words, campaign_id, at)


def _record(
    contact: Contact,
    kind: ConsentKind,
    source: ConsentSource,
    actor: str,
    words: str,
    campaign_id: uuid.UUID | None,
    at: datetime | None,
) -> None:
    now = clock.now()
    locks.lock_row(contact, key_share=True)
    db.session.add(
        ConsentEvent(
            contact_id=contact.id,
            kind=kind,
            source=source,
            actor=actor,
            words="" if isinstance(words, Message) else words,
            reason=words if isinstance(words, Message) else None,
            campaign_id=campaign_id,
            occurred_at=min(at or now, now),  # clocks differ: never in the future
        )
    )
    db.session.flush()
    events = db.session.execute(
        select(ConsentEvent.kind, ConsentEvent.source, ConsentEvent.occurred_at)
        .where(ConsentEvent.contact_id == contact.id)
        .order_by(ConsentEvent.id)
    )
    subscribed = is_subscribed([Statement(*event) for event in events])
    contact.subscription = Subscription.SUBSCRIBED if subscribed else Subscription.UNSUBSCRIBED
    contact.updated_at = now


def put(
    ids: ContactIds,
    name: str | None,
    attributes: Mapping[str, str] | None,
    source: ConsentSource,
    actor: str,
) -> tuple[Contact, bool]:
    """Set name and attributes of the contact with these ids; return it, and whether it is new.

    A new contact gets an opt-in. One that opted out stays unsubscribed. Raises WrongStatus for
    someone who asked to be erased, and otherwise as `edit`.
    """
    if former_identities.contact_of(ids) is None:
        require_unforgotten(ids)
    is_new = upserts.upsert([ContactData(ids)], source, actor).created == 1
    contact = _get(ids)
    edit(contact, name, attributes, actor)
    return contact, is_new


def _get(ids: ContactIds) -> Contact:
    contact = former_identities.contact_of(ids)
    if contact is None:
        raise NotFound(N_("Someone has just erased %(number)s.", number=ids.shown))
    return contact


def edit(
    contact: Contact,
    name: str | None,
    attributes: Mapping[str, str] | None,
    actor: str,
    seen: str = "",
) -> None:
    """Replace the contact's name and attributes; None leaves them.

    `seen` is the `updated_at` that the form was filled from. Raises InvalidInput where a file or
    another user has changed the contact since, or if a name or a value is not valid.
    """
    locks.lock_row(contact)
    if seen and contact.updated_at.isoformat() != seen:
        since = N_(
            "A file or somebody else has changed this contact meanwhile. Look at it in another "
            "tab; if what stands here is right, save once more."
        )
        raise InvalidInput(since, {"name": since})
    if faults := values.faults(name or "", attributes or {}):
        raise InvalidInput(joined(faults.values()), faults)
    if name is not None:
        contact.name = name
    if attributes is not None:
        contact.attributes = {key: value for key, value in attributes.items() if value}
    contact.updated_at = clock.now()
    audit.note(actor, "contact.edit", f"contact {contact.id}")
