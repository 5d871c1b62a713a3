"""Merging two contacts that are the same person."""

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import aliased

from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.messages import coded
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import (
    ConsentEvent,
    Contact,
    ImportedContact,
    MarketingHold,
    Reply,
    ServiceWindow,
)
from webapp.services.accounts import audit
from webapp.services.contacts import former_identities, merged_recipients, subscriptions
from webapp.services.contacts.present_ids import PresentIds
from webapp.services.imports import copy_rows
from webapp.services.planning import quota_ledger, replanning
from webapp.services.recipients import adding, numbers


def merge(
    target: Contact, other: Contact, actor: str, source: ConsentSource = ConsentSource.STAFF
) -> None:
    """Move all data of the other contact to the target, whose values win; delete the other.

    From now on the other's numbers and user ids identify the target, for users and in
    replies. If either is unsubscribed, the target is too; `source` is how that reached us. A
    campaign with both sends to the target, or to neither if it has already sent to the other.
    The quota counts the person once.
    """
    if target.id == other.id:
        message = N_("These are the same contact already.")
        raise InvalidInput(message, {"phone_number": message})
    replanning.lock_all()
    _lock(target, other)
    was_out = not (target.is_subscribed and other.is_subscribed)
    target.name = target.name or other.name
    target.attributes = {**other.attributes, **target.attributes}
    target.updated_at = clock.now()
    _move(target, other)
    if was_out:
        reason = coded("contacts.joined_with_unsubscribed")
        subscriptions.unsubscribe(target, source, actor, reason)
        adding.withdraw(target)
    audit.note(actor, "contact.merge", f"contact {target.id}", other=other.id)
    ids = PresentIds.of_both(target, other)
    db.session.delete(other)
    db.session.flush()
    ids.give_to(target)
    numbers.renumber(target)


def _lock(*both: Contact) -> None:
    """Lock both and read them again; two processes that do this wait for each other."""
    db.session.flush()
    statement = select(Contact).where(Contact.id.in_([contact.id for contact in both]))
    locked = statement.order_by(Contact.match_key, Contact.id).with_for_update()
    again = locked.execution_options(populate_existing=True)
    if len(db.session.scalars(again).all()) < len(both):
        message = N_("One of the two has just been joined with someone, or erased.")
        raise InvalidInput(message, {"phone_number": message})


def _move(target: Contact, other: Contact) -> None:
    """Move the other contact's rows; if both have the same kind, the target's stays."""
    merged_recipients.merge(target, other)
    quota_ledger.move(other.id, target.id)
    seen = aliased(ImportedContact)
    same_file = select(seen.contact_id).where(
        seen.contact_id == target.id, seen.import_id == ImportedContact.import_id
    )
    _hand_over(ImportedContact, target, other, ~same_file.exists())
    _hand_over(Reply, target, other)
    _hand_over(ConsentEvent, target, other)
    _widen_windows(target, other)
    _lengthen_hold(target, other)
    db.session.execute(delete(ImportedContact).where(ImportedContact.contact_id == other.id))
    former_identities.take_over(target, other)
    if target.match_key and other.match_key:
        copy_rows.merge_contacts(target, other)


def _hand_over(
    table: type[ImportedContact] | type[Reply] | type[ConsentEvent],
    target: Contact,
    other: Contact,
    *which: ColumnElement[bool],
) -> None:
    db.session.execute(
        update(table)
        .where(table.contact_id == other.id, *which)
        .values(contact_id=target.id)
        .execution_options(synchronize_session=False)
    )


def _lengthen_hold(target: Contact, other: Contact) -> None:
    """Send no marketing to the target until both holds of WhatsApp's cap are over."""
    held = db.session.get(MarketingHold, other.id)
    ours = db.session.get(MarketingHold, target.id)
    if held and ours:
        ours.held_until = max(ours.held_until, held.held_until)
    elif held:
        db.session.add(MarketingHold(contact_id=target.id, held_until=held.held_until))
    db.session.flush()


def _widen_windows(target: Contact, other: Contact) -> None:
    """Extend the target's service windows to the later end of the two."""
    theirs = {
        window.sender_id: window
        for window in db.session.scalars(select(ServiceWindow).filter_by(contact_id=other.id))
    }
    ours = {
        window.sender_id: window
        for window in db.session.scalars(select(ServiceWindow).filter_by(contact_id=target.id))
    }
    for sender_id, window in theirs.items():
        if sender_id in ours:
            ours[sender_id].open_until = max(ours[sender_id].open_until, window.open_until)
        else:
            fields = {"sender_id": sender_id, "contact_id": target.id}
            db.session.add(ServiceWindow(**fields, open_until=window.open_until))
    db.session.flush()
