"""Contacts who change their number."""

from collections.abc import Sequence

from sqlalchemy import select

from webapp import clock
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.contacts.phone import Phone
from webapp.domain.messages import Message, coded
from webapp.domain.webhook.events import NumberChanged
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact
from webapp.services.contacts import former_identities, identity, subscriptions
from webapp.services.recipients import adding, numbers

ACTOR = "webhook"


def apply(event: NumberChanged) -> Contact | None:
    """Give the contact the new number, consent and campaigns included; return the contact.

    If the new number already has a contact, that one stays and takes over an opt-out; the old one
    is unsubscribed, because its number may get another owner. For a former number, to which
    nothing is sent, only that number is replaced.
    """
    old = identity.find_contact(event.old, None)
    left, new = identity.parse_wa_id(event.old), identity.parse_wa_id(event.new)
    if old is None or left is None or new is None or old.match_key == new.match_key:
        return old
    known = identity.find_contact(event.new, None)
    if known is None or known is old:
        if left.match_key == old.match_key:
            _renumber(old, new, event.user_id)
        else:
            former_identities.move(old, left, new)
        return old
    if not old.is_subscribed:
        subscriptions.unsubscribe(known, _last_stop(old), ACTOR, note(event), at=event.at)
        adding.withdraw(known)
    subscriptions.unsubscribe(old, ConsentSource.NUMBER, ACTOR, note(event), at=event.at)
    adding.withdraw(old)
    return known


def _renumber(contact: Contact, number: Phone, user_id: str | None) -> None:
    """Store the contact's new number, and the new user id from WhatsApp."""
    owner = user_id and db.session.scalar(select(Contact.id).where(Contact.user_id == user_id))
    if owner and owner != contact.id:
        identity.report_conflict(contact.id, owner)
    former_identities.forget(number.match_key)
    contact.phone_number, contact.match_key = number.number, number.match_key
    contact.country, contact.wa_id = number.country, None
    contact.user_id = None if owner and owner != contact.id else user_id
    contact.updated_at = clock.now()
    db.session.flush()
    numbers.renumber(contact)


def _last_stop(contact: Contact) -> ConsentSource:
    stops: Sequence[ConsentSource] = db.session.scalars(
        select(ConsentEvent.source)
        .where(ConsentEvent.contact_id == contact.id, ConsentEvent.kind == ConsentKind.OPT_OUT)
        .order_by(ConsentEvent.id.desc())
    ).all()
    plain = [source for source in stops if source != ConsentSource.NATIVE]
    return (plain or stops or [ConsentSource.NUMBER])[0]


def note(event: NumberChanged) -> Message:
    """Return the message about the change."""
    return coded("contacts.number_changed", old=event.old or "", new=event.new)
