"""What people write back: STOP, START and everything else."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from webapp import clock
from webapp.domain import opt_out, phone
from webapp.domain.consent import ConsentSource
from webapp.domain.events import Event, Preference
from webapp.domain.events import Reply as ReplyEvent
from webapp.domain.opt_out import Meaning
from webapp.domain.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Reply, ReplyEffect, Sender, Tally
from webapp.models.sender import ServiceWindow
from webapp.services import contacts, recipients

ACTOR = "webhook"
#: A person's message lets the business answer freely for a day. [D:limits]
SERVICE_WINDOW = timedelta(hours=24)

#: What each meaning does, before it is known whether it changes anything.
EFFECTS = {
    Meaning.OPT_OUT: ReplyEffect.OPTED_OUT,
    Meaning.OPT_IN: ReplyEffect.OPTED_IN,
    Meaning.NEAR_MISS: ReplyEffect.TO_REVIEW,
    Meaning.NOTHING: ReplyEffect.NOTHING,
}


def apply(events: Iterable[Event]) -> dict[int, str]:
    """Record the replies and preferences among the events, each for itself.

    Answers, by the identity of the event, why one could not be recorded; such a one spoils
    none of the others.
    """
    faults: dict[int, str] = {}
    for event in events:
        if not isinstance(event, ReplyEvent | Preference):
            continue
        try:
            with db.session.begin_nested():
                record(event) if isinstance(event, ReplyEvent) else prefer(event)
        except (SQLAlchemyError, InvalidPhone) as fault:
            faults[id(event)] = f"{type(fault).__name__}: {fault}"
    return faults


def record(event: ReplyEvent) -> None:
    """Keep a reply and do what it says; the same reply again does nothing."""
    contact = _contact(event.sender, event.user_id)
    recipient = _answered(event, contact)
    meaning = _meaning(event)
    added = db.session.scalar(
        insert(Reply)
        .values(
            wamid=event.wamid,
            contact_id=contact.id if contact else None,
            campaign_id=recipient.campaign_id if recipient else None,
            sender_phone=event.sender or "",
            kind=event.kind,
            text=event.text,
            effect=EFFECTS[meaning],
            received_at=event.at,
        )
        .on_conflict_do_nothing(index_elements=["wamid"])
        .returning(Reply.id)
    )
    if added is None:
        return
    if contact is None and meaning == Meaning.OPT_OUT and event.sender:
        contact = contacts.meet(phone.from_wa_id(event.sender), event.name)
    if contact is None:
        return
    _open_service_window(event, contact)
    source = ConsentSource.BUTTON if event.kind == "button" else ConsentSource.KEYWORD
    if meaning == Meaning.OPT_OUT:
        stop(contact, source, event.text, recipient.campaign if recipient else None)
    elif meaning == Meaning.OPT_IN:
        contacts.subscribe(contact, source, ACTOR, event.text)


def prefer(event: Preference) -> None:
    """Note WhatsApp's own stop or resume; values that we don't know change nothing."""
    contact = _contact(event.wa_id, event.user_id)
    if contact is None:
        if event.value != "stop" or not event.wa_id:
            return
        contact = contacts.meet(phone.from_wa_id(event.wa_id))
    if event.value == "stop":
        stop(contact, ConsentSource.NATIVE, event.value, None)
    elif event.value == "resume":
        contacts.subscribe(contact, ConsentSource.NATIVE, ACTOR, event.value)


def stop(contact: Contact, source: ConsentSource, words: str, campaign: Campaign | None) -> None:
    """Unsubscribe the person at once, in every campaign."""
    was_subscribed = contact.is_subscribed
    contacts.unsubscribe(contact, source, ACTOR, words, campaign.id if campaign else None)
    recipients.withdraw(contact)
    if campaign and was_subscribed:
        today = campaign.date_of(clock.now())
        db.session.add(Tally(campaign_id=campaign.id, day=today, name="opted_out", amount=1))


def _meaning(event: ReplyEvent) -> Meaning:
    if event.payload:
        said = opt_out.payload_meaning(event.payload)
        if said != Meaning.NOTHING:
            return said
    return opt_out.meaning(event.text)


def _contact(digits: str | None, user_id: str | None) -> Contact | None:
    """Find who it is: by the number in any of its forms, else by WhatsApp's id of the person."""
    found = None
    if digits:
        key = phone.from_wa_id(digits).match_key
        found = db.session.scalar(select(Contact).where(Contact.match_key == key))
    if found is None and user_id:
        found = db.session.scalar(select(Contact).where(Contact.user_id == user_id))
    return found


def _answered(event: ReplyEvent, contact: Contact | None) -> Recipient | None:
    """Find the message that was answered: the one quoted, else the last one to the person."""
    quoted = None
    if event.context_wamid:
        quoted = db.session.scalar(select(Recipient).where(Recipient.wamid == event.context_wamid))
    if quoted is None and contact is not None:
        quoted = db.session.scalar(
            select(Recipient)
            .where(Recipient.contact_id == contact.id, Recipient.accepted_at.is_not(None))
            .order_by(Recipient.accepted_at.desc())
            .limit(1)
        )
    return quoted


def _open_service_window(event: ReplyEvent, contact: Contact) -> None:
    sender_id = db.session.scalar(
        select(Sender.id).where(Sender.phone_number_id == event.phone_number_id)
    )
    if sender_id is None:
        return
    until = event.at + SERVICE_WINDOW
    added = insert(ServiceWindow).values(
        sender_id=sender_id, contact_id=contact.id, open_until=until
    )
    db.session.execute(
        added.on_conflict_do_update(
            index_elements=["sender_id", "contact_id"],
            set_={"open_until": until},
            where=ServiceWindow.open_until < until,
        )
    )
