"""What people write back: STOP, START and everything else."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.webhook import opt_out_meaning
from webapp.domain.webhook.events import Event, NumberChanged, Preference
from webapp.domain.webhook.events import Reply as ReplyEvent
from webapp.domain.webhook.opt_out_meaning import Keywords, Meaning
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Reply, ReplyEffect
from webapp.queries.operations import settings
from webapp.services.contacts import identity, number_changes, opt_outs, subscriptions
from webapp.services.sending import service_windows
from webapp.services.webhook import auto_replies

#: What each meaning does where it is known whose it is.
EFFECTS = {
    Meaning.OPT_OUT: ReplyEffect.OPTED_OUT,
    Meaning.OPT_IN: ReplyEffect.OPTED_IN,
    Meaning.NEAR_MISS: ReplyEffect.TO_REVIEW,
    Meaning.NOTHING: ReplyEffect.NOTHING,
}
#: And where it is not: nobody is unsubscribed yet, so a person has to look at it.
EFFECTS_OF_STRANGERS = EFFECTS | {
    Meaning.OPT_OUT: ReplyEffect.TO_REVIEW,
    Meaning.OPT_IN: ReplyEffect.NOTHING,
}
#: Kinds in which the words are not the person's answer to us: an emoji, words about another.
SILENT = ("reaction", "revoke", "location", "order", "contacts", "unsupported")


def apply(events: Sequence[Event]) -> None:
    """Record what people wrote, pressed and changed. Safe to call again with the same events."""
    words = settings.keywords()
    for event in events:
        if isinstance(event, ReplyEvent):
            record(event, words)
        elif isinstance(event, Preference):
            _prefer(event)
        elif isinstance(event, NumberChanged):
            _follow(event)


#: The events that `apply` takes.
PERSONAL = (ReplyEvent, Preference, NumberChanged)


def record(event: ReplyEvent, words: Keywords) -> None:
    """Keep a reply and do what it says; the same reply again does nothing."""
    contact = identity.find(event.sender, event.user_id)
    meaning = meaning_of(event.kind, event.text, event.payload, words)
    number = identity.read(event.sender)
    if contact is None and number and meaning in (Meaning.OPT_OUT, Meaning.OPT_IN):
        contact = subscriptions.meet(number, event.name)
    recipient = _answered(event.context_wamid, contact)
    reply = _keep(
        wamid=event.wamid,
        contact_id=contact.id if contact else None,
        campaign_id=recipient.campaign_id if recipient else None,
        sender_phone=event.sender or "",
        user_id=event.user_id,
        kind=event.kind,
        text=event.text,
        payload=event.payload,
        effect=(EFFECTS if contact else EFFECTS_OF_STRANGERS)[meaning],
        received_at=event.at,
    )
    if reply is None or contact is None:
        return
    service_windows.open_for(contact, event.phone_number_id, event.at)
    was_subscribed = contact.is_subscribed
    _obey(reply, contact, meaning, recipient.campaign if recipient else None)
    auto_replies.consider(reply, contact, event.phone_number_id, stopped=was_subscribed)


#: The values of a preference that we know, as WhatsApp writes them.
PREFERENCES = {"stop": Meaning.OPT_OUT, "resume": Meaning.OPT_IN}


def _prefer(event: Preference) -> None:
    """Do what a preference says; one of a person whom we can't name yet is kept for later."""
    if event.value not in PREFERENCES or opt_outs.prefer(event):
        return
    _keep(
        wamid=f"preference.{event.user_id}.{event.at:%Y%m%d%H%M%S}.{event.value}",
        user_id=event.user_id,
        kind="preference",
        text=event.value,
        effect=ReplyEffect.TO_REVIEW if event.value == "stop" else ReplyEffect.NOTHING,
        received_at=event.at,
    )


def adopt(user_id: str) -> None:
    """Do what replies say whose person was unknown when they came and is known now."""
    contact = identity.find(None, user_id)
    if contact is None:
        return
    words = settings.keywords()
    orphans = select(Reply).where(Reply.contact_id.is_(None), Reply.user_id == user_id)
    for reply in db.session.scalars(orphans.order_by(Reply.id).with_for_update()):
        meaning = meaning_of(reply.kind, reply.text, reply.payload, words)
        recipient = _answered(None, contact)
        reply.contact_id = contact.id
        reply.campaign_id = reply.campaign_id or (recipient.campaign_id if recipient else None)
        if reply.effect == EFFECTS_OF_STRANGERS[meaning]:  # nobody has decided meanwhile
            reply.effect = EFFECTS[meaning]
            _obey(reply, contact, meaning, recipient.campaign if recipient else None)


def meaning_of(kind: str, text: str, payload: str | None, words: Keywords) -> Meaning:
    """Tell what a reply says about being written to: its payload first, then its words."""
    if kind in SILENT:
        return Meaning.NOTHING
    if kind == "preference":
        return PREFERENCES[text]
    if payload:
        said = opt_out_meaning.payload_meaning(payload, words)
        if said != Meaning.NOTHING:
            return said
    return opt_out_meaning.meaning(text, words)


def _obey(reply: Reply, contact: Contact, meaning: Meaning, campaign: Campaign | None) -> None:
    if obey := _OBEY.get(meaning):
        obey(contact, reply, campaign)


_OBEY: dict[Meaning, Callable[[Contact, Reply, Campaign | None], None]] = {
    Meaning.OPT_OUT: opt_outs.stop_by,
    Meaning.OPT_IN: opt_outs.start_by,
}


def _follow(event: NumberChanged) -> None:
    """Record that a person's number changed, once, and follow them."""
    contact = number_changes.follow(event)
    _keep(
        wamid=event.wamid,
        contact_id=contact.id if contact else None,
        sender_phone=event.new,
        user_id=event.user_id,
        kind="system",
        note=number_changes.note(event),
        effect=ReplyEffect.NOTHING,
        received_at=event.at,
    )


def _keep(**values: Any) -> Reply | None:
    """Keep a reply; None where we have it already."""
    key = db.session.scalar(
        insert(Reply)
        .values({"sender_phone": ""} | values)
        .on_conflict_do_nothing(index_elements=["wamid"])
        .returning(Reply.id)
    )
    return db.session.get_one(Reply, key) if key else None


def _answered(context_wamid: str | None, contact: Contact | None) -> Recipient | None:
    """Find the message that was answered: the one quoted, else the last one to the person."""
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
