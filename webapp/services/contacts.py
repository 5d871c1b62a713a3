"""What people agreed to, and those who wrote to us first."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.consent import ConsentKind, ConsentSource, Word, is_subscribed
from webapp.domain.phone import Phone
from webapp.domain.texts import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.services import audit, rows, suppressions


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
    rows.lock(contact, key_share=True)
    db.session.add(
        ConsentEvent(
            contact_id=contact.id,
            kind=kind,
            source=source,
            actor=actor,
            words=words,
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


def edit(
    contact: Contact,
    name: str,
    attributes: Mapping[str, str],
    actor: str,
    seen: str = "",
) -> None:
    """Give the contact this name and these attributes, and no others.

    `seen` is the `updated_at` that whoever edits has read. Raises InvalidInput where a file or
    somebody else has changed it since.
    """
    rows.lock(contact)
    if seen and contact.updated_at.isoformat() != seen:
        since = N_(
            "A file or somebody else has changed this contact meanwhile. Look at it in another "
            "tab; if what stands here is right, save once more."
        )
        raise InvalidInput(since, {"name": since})
    contact.name, contact.attributes = name, dict(attributes)
    contact.updated_at = clock.now()
    audit.note(actor, "contact.edit", f"contact {contact.id}")
