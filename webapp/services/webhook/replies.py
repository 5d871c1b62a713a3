"""Applying replies of contacts: STOP, START and everything else."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.translatable import N_
from webapp.domain.webhook.events import Event, NumberChanged, Preference, ThreadHandover
from webapp.domain.webhook.events import Reply as ReplyEvent
from webapp.domain.webhook.opt_out_meaning import (
    Keywords,
    Meaning,
    preference_meaning,
    reply_meaning,
)
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Reply, ReplyEffect
from webapp.queries.operations import settings
from webapp.services.accounts import audit
from webapp.services.background import locks
from webapp.services.contacts import identity, number_changes, opt_outs, subscriptions
from webapp.services.recipients import adding
from webapp.services.sending import service_windows
from webapp.services.webhook import auto_replies, handovers, reply_rows

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
    """Record replies, preferences and new numbers. Safe to call again with the same events."""
    keywords = settings.keywords()
    for event in events:
        if isinstance(event, ReplyEvent):
            record(event, keywords)
        elif isinstance(event, Preference):
            _record_preference(event)
        elif isinstance(event, NumberChanged):
            _record_number_change(event)
        elif isinstance(event, ThreadHandover):
            handovers.record(event)


#: The events that `apply` takes.
PERSONAL = (ReplyEvent, Preference, NumberChanged, ThreadHandover)


def record(event: ReplyEvent, keywords: Keywords) -> None:
    """Store a reply and act on it; the same reply again does nothing."""
    contact = identity.find_contact(event.sender, event.user_id)
    meaning = reply_meaning(event.kind, event.text, event.payload, keywords)
    number = identity.parse_wa_id(event.sender)
    if contact is None and number and meaning in (Meaning.OPT_OUT, Meaning.OPT_IN):
        contact = subscriptions.create_unsubscribed(number, event.name)
    recipient = _replied_to(event.context_wamid, contact) if event.is_answer else None
    reply = reply_rows.add(
        wamid=event.wamid,
        contact_id=contact.id if contact else None,
        campaign_id=recipient.campaign_id if recipient else None,
        sender_phone=event.sender or "",
        user_id=event.user_id,
        kind=event.kind,
        text=event.text,
        payload=event.payload,
        effect=(EFFECTS if contact else EFFECTS_WITHOUT_CONTACT)[meaning],
        received_at=event.at,
        is_answer=event.is_answer,
    )
    if reply is None or contact is None or not event.is_answer:
        return
    service_windows.open_for(contact, event.phone_number_id, event.at)
    was_subscribed = contact.is_subscribed
    _apply_meaning(reply, contact, meaning, recipient.campaign if recipient else None)
    if not event.is_standby:
        auto_replies.schedule(reply, contact, event.phone_number_id, stopped=was_subscribed)


def _record_preference(event: Preference) -> None:
    """Act on a preference; one that staff must review or whose contact is unknown is stored."""
    meaning = preference_meaning(event.value, event.category)
    is_clear = meaning in (Meaning.OPT_OUT, Meaning.OPT_IN)
    if meaning == Meaning.NOTHING or (is_clear and opt_outs.record_preference(event)):
        return
    contact = identity.find_contact(event.wa_id, event.user_id)
    reply_rows.add(
        wamid=f"preference.{event.user_id or event.wa_id}.{event.at:%Y%m%d%H%M%S}.{event.value}",
        contact_id=contact.id if contact else None,
        sender_phone=event.wa_id or "",
        user_id=event.user_id,
        kind="preference",
        text=event.value,
        payload=event.category,
        effect=(EFFECTS if contact else EFFECTS_WITHOUT_CONTACT)[meaning],
        received_at=event.at,
        is_answer=False,
    )


def adopt(user_id: str) -> None:
    """Act on stored replies whose contact was unknown when they came and is known now."""
    contact = identity.find_contact(None, user_id)
    if contact is None:
        return
    keywords = settings.keywords()
    orphans = select(Reply).where(Reply.contact_id.is_(None), Reply.user_id == user_id)
    for reply in db.session.scalars(orphans.order_by(Reply.id).with_for_update()):
        meaning = reply_meaning(reply.kind, reply.text, reply.payload, keywords)
        recipient = _replied_to(None, contact)
        reply.contact_id = contact.id
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


def _record_number_change(event: NumberChanged) -> None:
    """Store a change of number once, and give the contact the new one."""
    contact = number_changes.apply(event)
    reply_rows.add(
        wamid=event.wamid,
        contact_id=contact.id if contact else None,
        sender_phone=event.new,
        user_id=event.user_id,
        kind="system",
        note=number_changes.note(event),
        effect=ReplyEffect.NOTHING,
        received_at=event.at,
        is_answer=False,
    )


def _replied_to(context_wamid: str | None, contact: Contact | None) -> Recipient | None:
    """Return the message that was replied to: the quoted one, else the last to the contact."""
    quoted = None
    if context_wamid:
        quoted = db.session.scalar(select(Recipient).where(Recipient.wamid == context_wamid))
    if quoted is None and contact is not None:
        quoted = db.session.scalar(
            select(Recipient)
            .where(Recipient.contact_id == contact.id, Recipient.accepted_at.is_not(None))
            .order_by(Recipient.accepted_at.desc())
            .limit(1)
        )
    return quoted


def unsubscribe(reply: Reply, actor: str) -> None:
    """Decide that the reply is a STOP: nothing is sent to the contact any more.

    Raises WrongStatus if a user has already decided.
    """
    _decide(reply, ReplyEffect.OPTED_OUT)
    contact = reply.contact or subscriptions.create_unsubscribed(
        phone.from_wa_id(reply.sender_phone)
    )
    subscriptions.unsubscribe(contact, ConsentSource.STAFF, actor, reply.text, reply.campaign_id)
    adding.withdraw(contact)
    audit.note(actor, "reply.unsubscribe", f"reply {reply.id}", words=reply.text)


def leave(reply: Reply, actor: str) -> None:
    """Decide that the reply is no STOP. Raises WrongStatus if a user has already decided."""
    _decide(reply, ReplyEffect.NOTHING)
    audit.note(actor, "reply.leave", f"reply {reply.id}", words=reply.text)


def _decide(reply: Reply, effect: ReplyEffect) -> None:
    locks.lock_row(reply, of=Reply)
    if reply.effect != ReplyEffect.TO_REVIEW:
        raise WrongStatus(N_("This reply has been decided on already."), reply.effect)
    reply.effect = effect
