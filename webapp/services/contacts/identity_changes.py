"""Contacts who change their number or their user id."""

from collections.abc import Sequence

from sqlalchemy import select

from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.contacts.phone import Phone
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.messages import Message, coded
from webapp.domain.webhook.events import IdentityChanged
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact
from webapp.queries.contacts.former_identities import Identity, contact_by_key, contact_by_user_id
from webapp.services.contacts import (
    former_identities,
    identity,
    merged_recipients,
    same_person,
    subscriptions,
)
from webapp.services.recipients import adding

ACTOR = "webhook"


def apply(event: IdentityChanged) -> Contact | None:
    """Give the contact the new number and user ids, consent and campaigns included; return it.

    The old user ids still identify the contact; the old number may get another owner. If the new
    ids identify another contact, an opt-out of either counts for both at once. Returns None if
    neither the old nor the new ids are known.
    """
    olds, news = identity.contacts_of(event.old), identity.contacts_of(event.new)
    if not (olds or news):
        return None
    _carry_opt_out([*olds, *news], event)
    contact = olds[0] if olds else news[0]
    if olds and (number := identity.parse_wa_id(event.new.number)):
        contact = _change_number(contact, number, event)
    _remember_old_ids(contact, event.old)
    identity.learn(contact, event.new)
    same_person.schedule_merges(_pairs(contact, [*olds, *news]))
    return contact


def _pairs(contact: Contact, others: Sequence[Contact]) -> list[tuple[str, str]]:
    """Return the keys of contacts to merge; one with a number of its own was left behind."""
    return [
        (contact.match_key or contact.user_id or "", other.user_id or "")
        for other in dict.fromkeys(others)
        if other.id != contact.id and other.match_key is None
    ]


def _carry_opt_out(contacts: Sequence[Contact], event: IdentityChanged) -> None:
    """Unsubscribe all of them if one is: they are one person."""
    stopped = next((contact for contact in contacts if not contact.is_subscribed), None)
    for contact in dict.fromkeys(contacts):
        if stopped and contact.is_subscribed:
            source = last_stop(stopped)
            subscriptions.unsubscribe(contact, source, ACTOR, note(event), at=event.at)
            adding.withdraw(contact)


def _change_number(contact: Contact, new: Phone, event: IdentityChanged) -> Contact:
    """Give the contact the new number; return the contact that has it from now on."""
    left, known = identity.parse_wa_id(event.old.number), contact_by_key(new.match_key)
    if contact.match_key == new.match_key:
        return contact
    if known and known.id != contact.id:
        return _move_to(known, contact, event)
    if left and contact.match_key and left.match_key != contact.match_key:
        former_identities.move(contact, left, new)  # nothing is sent to a former number
        return contact
    _renumber(contact, new, event.new.user_id)
    return contact


def _renumber(contact: Contact, number: Phone, user_id: str | None) -> None:
    """Store the number; a user id of the number before is a former one from now on."""
    before, contact.wa_id = contact.user_id, None
    identity.set_number(contact, number)
    if before and before != user_id:
        contact.user_id = contact.user_id_since = None
        db.session.flush()
        former_identities.store(contact.id, [Identity(before)])


def _move_to(known: Contact, old: Contact, event: IdentityChanged) -> Contact:
    """Let the contact who has the new number already stay; return it.

    One without a number is merged with it. One with a number is unsubscribed and gives away its
    user ids, because the number may get another owner; where it got a campaign's message, the
    contact with the new number gets none.
    """
    if old.match_key is None:
        same_person.schedule_merges([(old.user_id or "", known.match_key or "")])
        return known
    merged_recipients.skip_waiting(known, old, merged_recipients.MAY_HAVE_REACHED)
    subscriptions.unsubscribe(old, ConsentSource.NUMBER, ACTOR, note(event), at=event.at)
    adding.withdraw(old)
    user_ids = [user_id for user_id in (old.user_id, old.parent_user_id) if user_id]
    old.user_id = old.parent_user_id = None
    db.session.flush()
    former_identities.store(known.id, map(Identity, user_ids))
    return known


def _remember_old_ids(contact: Contact, old: WhatsAppIds) -> None:
    """Let old user ids that identify nobody else identify the contact: a STOP may still come."""
    for key in (old.user_id, old.parent_user_id):
        if key and contact_by_user_id(key) is None:
            former_identities.store(contact.id, [Identity(key)])


def last_stop(contact: Contact) -> ConsentSource:
    """Return how the contact's last opt-out reached us; one outside of WhatsApp's button first."""
    stops: Sequence[ConsentSource] = db.session.scalars(
        select(ConsentEvent.source)
        .where(ConsentEvent.contact_id == contact.id, ConsentEvent.kind == ConsentKind.OPT_OUT)
        .order_by(ConsentEvent.id.desc())
    ).all()
    plain = [source for source in stops if source != ConsentSource.NATIVE]
    return (plain or stops or [ConsentSource.NUMBER])[0]


def note(event: IdentityChanged) -> Message:
    """Return the message about the change."""
    if event.new.number is None:
        return coded("contacts.user_id_changed", old=event.old.key or "", new=event.new.key or "")
    if event.old.number is None:
        return coded("contacts.number_learnt", new=event.new.number)
    return coded("contacts.number_changed", old=event.old.number, new=event.new.number)
