"""What people agreed to, and those who wrote to us first."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.contacts import values
from webapp.domain.contacts.consent import ConsentKind, ConsentSource, Word, is_subscribed
from webapp.domain.contacts.phone import Phone
from webapp.domain.messages import Message
from webapp.domain.translatable import N_, joined
from webapp.errors import InvalidInput, NotFound, WrongStatus
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.queries.contacts import former_numbers
from webapp.services.accounts import audit
from webapp.services.background import row_locks
from webapp.services.contacts import suppressions, upserts
from webapp.services.contacts.upserts import Person


def require_unforgotten(number: Phone) -> None:
    """Raise WrongStatus where this was someone who asked to be forgotten."""
    if suppressions.forgotten([number.match_key]):
        raise WrongStatus(
            N_(
                "The owner of %(number)s asked to be forgotten. Subscribe them first, if they "
                "have agreed since.",
                number=number.number,
            ),
            "forgotten",
        )


def meet(number: Phone, name: str = "") -> Contact:
    """Create a contact who never agreed to anything: someone who wrote to us first.

    Of two who meet the person at the same moment, one creates the contact and the other finds it.
    """
    made = insert(Contact).values(
        phone_number=number.number,
        match_key=number.match_key,
        country=number.country,
        name=name,
        subscription=Subscription.UNSUBSCRIBED,
        updated_at=clock.now(),
    )
    db.session.execute(made.on_conflict_do_nothing(index_elements=["match_key"]))
    return db.session.scalars(select(Contact).where(Contact.match_key == number.match_key)).one()


def subscribe(
    contact: Contact,
    source: ConsentSource,
    actor: str,
    words: str = "",
    at: datetime | None = None,
) -> None:
    """Record that the person agreed to be written to; `at` is when they said so, if not now."""
    suppressions.lift(contact)
    _record(contact, ConsentKind.OPT_IN, source, actor, words, None, at)


def unsubscribe(
    contact: Contact,
    source: ConsentSource,
    actor: str,
    words: str = "",
    campaign_id: uuid.UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Record that the person must not be written to any more; `at` is when they said so.

    Whoever withdraws the person from the campaigns calls `recipients.withdraw` besides; the
    claim asks for the subscription once more.
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
    row_locks.lock(contact, key_share=True)
    db.session.add(
        ConsentEvent(
            contact_id=contact.id,
            kind=kind,
            source=source,
            actor=actor,
            words="" if isinstance(words, Message) else words,
            reason=words if isinstance(words, Message) else None,
            campaign_id=campaign_id,
            occurred_at=min(at or now, now),  # nobody has said anything in the future
        )
    )
    db.session.flush()
    said = db.session.execute(
        select(ConsentEvent.kind, ConsentEvent.source, ConsentEvent.occurred_at)
        .where(ConsentEvent.contact_id == contact.id)
        .order_by(ConsentEvent.id)
    )
    agreed = is_subscribed([Word(*row) for row in said])
    contact.subscription = Subscription.SUBSCRIBED if agreed else Subscription.UNSUBSCRIBED
    contact.updated_at = now


def put(
    number: Phone,
    name: str | None,
    attributes: Mapping[str, str] | None,
    source: ConsentSource,
    actor: str,
) -> tuple[Contact, bool]:
    """Give the person with this number a name and attributes; return them, and if they are new.

    Someone we don't know becomes a contact with an opt-in. Nobody who opted out is subscribed
    again by this. Raises WrongStatus for someone who asked to be forgotten, and else as `edit`.
    """
    if former_numbers.person(number.match_key) is None:
        require_unforgotten(number)
    is_new = upserts.remember([Person(number)], source, actor).created == 1
    contact = former_numbers.person(number.match_key)
    if contact is None:
        raise NotFound(N_("Someone has just erased %(number)s.", number=number.number))
    edit(contact, name, attributes, actor)
    return contact, is_new


def edit(
    contact: Contact,
    name: str | None,
    attributes: Mapping[str, str] | None,
    actor: str,
    seen: str = "",
) -> None:
    """Give the contact this name and these attributes, and no others; None leaves them.

    `seen` is the `updated_at` that whoever edits has read. Raises InvalidInput where a file or
    somebody else has changed it since, or where a name or a value can't be one.
    """
    row_locks.lock(contact)
    if seen and contact.updated_at.isoformat() != seen:
        since = N_(
            "A file or somebody else has changed this contact meanwhile. Look at it in another "
            "tab; if what stands here is right, save once more."
        )
        raise InvalidInput(since, {"name": since})
    if found := values.faults(name or "", attributes or {}):
        raise InvalidInput(joined(found.values()), found)
    if name is not None:
        contact.name = name
    if attributes is not None:
        contact.attributes = {key: value for key, value in attributes.items() if value}
    contact.updated_at = clock.now()
    audit.note(actor, "contact.edit", f"contact {contact.id}")
