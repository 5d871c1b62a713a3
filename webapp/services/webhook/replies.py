"""Applying replies of contacts: STOP, START and everything else."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.webhook.events import Event, IdentityChanged, Preference, ThreadHandover
from webapp.domain.webhook.events import Reply as ReplyEvent
from webapp.domain.webhook.opt_out_meaning import (
    Keywords,
    Meaning,
    preference_meaning,
    reply_meaning,
)
from webapp.extensions import db
from webapp.models import Campaign, Contact, Reply, ReplyEffect
from webapp.queries.contacts.former_identities import contact_by_user_id
from webapp.queries.operations import settings
from webapp.services.contacts import identity, identity_changes, opt_outs, strangers
from webapp.services.sending import service_windows
from webapp.services.webhook import auto_replies, handovers, reply_rows, reply_senders

#: The effect of each meaning if the contact is known.
EFFECTS = {
    Meaning.OPT_OUT: ReplyEffect.OPTED_OUT,
    Meaning.OPT_IN: ReplyEffect.OPTED_IN,
    Meaning.NEAR_MISS: ReplyEffect.TO_REVIEW,
    Meaning.NOTHING: ReplyEffect.NOTHING,
}
#: The effects if the contact is not known: nobody is unsubscribed yet, so staff must review it.
EFFECTS_WITHOUT_CONTACT = EFFECTS | {
    Meaning.OPT_OUT: ReplyEffect.TO_REVIEW,
    Meaning.OPT_IN: ReplyEffect.NOTHING,
}


def apply(events: Sequence[Event]) -> None:
    """Record replies, preferences and changed identities; the same ones again do nothing."""
    keywords = settings.keywords()
    for event in events:
        if isinstance(event, ReplyEvent):
            record(event, keywords)
        elif isinstance(event, Preference):
            _record_preference(event)
        elif isinstance(event, IdentityChanged):
            _record_identity_change(event)
        elif isinstance(event, ThreadHandover):
            handovers.record(event)


#: The events that `apply` takes.
PERSONAL = (ReplyEvent, Preference, IdentityChanged, ThreadHandover)


def record(event: ReplyEvent, keywords: Keywords) -> None:
    """Store a reply and act on it; the same reply again does nothing."""
    meaning = reply_meaning(event.kind, event.text, event.payload, keywords)
    contacts = reply_senders.find_contacts(event, meaning)
    contact = contacts[0] if contacts else None
    is_erased = contact is None and strangers.is_erased(event.ids)
    recipient = reply_rows.replied_to(event.context_wamid, contact) if event.is_answer else None
    reply = reply_rows.add(
        wamid=event.wamid,
        contact_id=contact.id if contact else None,
        campaign_id=recipient.campaign_id if recipient else None,
        sender_phone=event.sender or "",
        sender_name=event.name or (f"@{event.username}" if event.username else ""),
        user_id=event.ids.key,
        kind=event.kind,
        text=event.text,
        payload=event.payload,
        effect=(EFFECTS if contact or is_erased else EFFECTS_WITHOUT_CONTACT)[meaning],
        received_at=event.at,
        is_answer=event.is_answer,
    )
    if reply is None or contact is None or not event.is_answer:
        return
    service_windows.open_for(contact, event.phone_number_id, event.at)
    was_subscribed = contact.is_subscribed
    _apply_meaning(reply, contact, meaning, recipient.campaign if recipient else None)
    for other in contacts[1:]:  # the same person: the two are merged in the background
        if meaning == Meaning.OPT_OUT:
            opt_outs.stop_by_reply(other, reply, None)
    if not event.is_standby:
        auto_replies.schedule(reply, contact, event.phone_number_id, stopped=was_subscribed)


def _record_preference(event: Preference) -> None:
    """Act on a preference; one that staff must review or whose contact is unknown is stored."""
    meaning = preference_meaning(event.value, event.category)
    is_clear = meaning in (Meaning.OPT_OUT, Meaning.OPT_IN)
    if meaning == Meaning.NOTHING or (is_clear and opt_outs.record_preference(event)):
        return
    contact = next(iter(identity.find_contacts(event.ids)), None)
    reply_rows.add(
        wamid=f"preference.{event.user_id or event.wa_id}.{event.at:%Y%m%d%H%M%S}.{event.value}",
        contact_id=contact.id if contact else None,
        sender_phone=event.wa_id or "",
        user_id=event.ids.key,
        kind="preference",
        text=event.value,
        payload=event.category,
        effect=(EFFECTS if contact else EFFECTS_WITHOUT_CONTACT)[meaning],
        received_at=event.at,
        is_answer=False,
    )


def adopt(user_id: str) -> None:
    """Act on stored replies whose contact was unknown when they came and is known now."""
    contact = contact_by_user_id(user_id)
    if contact is None:
        return
    keywords = settings.keywords()
    orphans = select(Reply).where(Reply.contact_id.is_(None), Reply.user_id == user_id)
    for reply in db.session.scalars(orphans.order_by(Reply.id).with_for_update()):
        reply.contact_id = contact.id
        if reply.kind == "system":
            identity_changes.apply(_change_of(reply))
            continue
        meaning = reply_meaning(reply.kind, reply.text, reply.payload, keywords)
        recipient = reply_rows.replied_to(None, contact)
        reply.campaign_id = reply.campaign_id or (recipient.campaign_id if recipient else None)
        if reply.effect == EFFECTS_WITHOUT_CONTACT[meaning]:  # no user has decided meanwhile
            reply.effect = EFFECTS[meaning]
            _apply_meaning(reply, contact, meaning, recipient.campaign if recipient else None)


def _apply_meaning(
    reply: Reply, contact: Contact, meaning: Meaning, campaign: Campaign | None
) -> None:
    if action := _ACTIONS.get(meaning):
        action(contact, reply, campaign)


_ACTIONS: dict[Meaning, Callable[[Contact, Reply, Campaign | None], None]] = {
    Meaning.OPT_OUT: opt_outs.stop_by_reply,
    Meaning.OPT_IN: opt_outs.start_by_reply,
}


def _record_identity_change(event: IdentityChanged) -> None:
    """Store a change of number or user id once, and apply it to the contact.

    One of someone unknown is stored by the old id, and applied when that id becomes known.
    """
    reply = reply_rows.add(
        wamid=event.wamid,
        sender_phone=event.new.number or "",
        user_id=event.old.key or event.new.key,
        payload=event.new.key,
        kind="system",
        note=identity_changes.note(event),
        effect=ReplyEffect.NOTHING,
        received_at=event.at,
        is_answer=False,
    )
    if reply and (contact := identity_changes.apply(event)):
        reply.contact_id = contact.id


def _change_of(reply: Reply) -> IdentityChanged:
    """Return the stored change of an identity."""
    at = reply.received_at
    old = WhatsAppIds(user_id=reply.user_id, at=at)
    new = WhatsAppIds(reply.sender_phone or None, reply.payload, at=at)
    return IdentityChanged(reply.wamid, old, new, at)
