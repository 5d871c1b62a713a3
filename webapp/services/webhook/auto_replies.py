"""Automatic replies: a confirmation of STOP, and texts for keywords."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook import auto_replies
from webapp.extensions import db
from webapp.models import (
    Campaign,
    Contact,
    MessageTemplate,
    Reply,
    ReplyEffect,
    Sender,
    TaskKind,
)
from webapp.queries.operations import settings
from webapp.services.background import tasks
from webapp.services.senders import registry
from webapp.services.sending import service_windows
from webapp.whatsapp.client import NotReached, Outcome, Refused, open_session
from webapp.whatsapp.messages import text_message

#: Begins the callback of an automatic reply, so that its receipts are recognised.
CALLBACK_PREFIX = "answer."
#: The same text is sent once in this time: two programs that reply to each other would not stop.
REPEAT_INTERVAL = timedelta(minutes=10)


def schedule(reply: Reply, contact: Contact, phone_number_id: str | None, *, stopped: bool) -> None:
    """Schedule an automatic reply in the background, if there is a text for it.

    `stopped` says that the contact was subscribed until this reply: a STOP is confirmed once.
    """
    sender_id = db.session.scalar(
        select(Sender.id).where(Sender.phone_number_id == phone_number_id)
    )
    text = _text_for(reply, stopped=stopped and not contact.is_subscribed)
    if not text or sender_id is None or _was_just_sent(text, reply):
        return
    reply.auto_reply = text
    tasks.add_all(TaskKind.AUTO_REPLY, [{"reply_id": reply.id, "sender_id": sender_id}])


def _text_for(reply: Reply, *, stopped: bool) -> str:
    if reply.effect == ReplyEffect.OPTED_OUT:
        texts = settings.stop_confirmations()
        return auto_replies.confirmation(_language(reply), texts) if stopped else ""
    auto_reply = auto_replies.find(reply.text, settings.auto_replies())
    return auto_reply.text if auto_reply else ""


def _language(reply: Reply) -> str | None:
    return db.session.scalar(
        select(MessageTemplate.language).join(Campaign).where(Campaign.id == reply.campaign_id)
    )


def _was_just_sent(text: str, reply: Reply) -> bool:
    """Return whether the contact got the same text a moment ago."""
    since = reply.received_at - REPEAT_INTERVAL
    same = select(Reply.id).where(
        Reply.contact_id == reply.contact_id,
        Reply.auto_reply == text,
        Reply.received_at > since,
        Reply.id != reply.id,
    )
    return db.session.scalar(same.limit(1)) is not None


@dataclass(frozen=True)
class Prepared:
    """An automatic reply that may be sent now."""

    sender: Sender
    message: dict[str, Any]


def prepare(details: Mapping[str, Any]) -> Prepared | None:
    """Return the message of an automatic reply; None where it may not be sent any more."""
    reply = db.session.get(Reply, details["reply_id"])
    sender = db.session.get(Sender, details["sender_id"])
    contact = reply.contact if reply else None
    if reply is None or contact is None or sender is None or not reply.auto_reply:
        return None
    if not service_windows.is_open(sender, contact):
        return None
    callback = f"{CALLBACK_PREFIX}{reply.id}"
    return Prepared(sender, text_message(contact.address, reply.auto_reply, reply.wamid, callback))


async def send(prepared: Prepared) -> Outcome:
    """Return the outcome of the call; the caller never repeats one with an unknown outcome."""
    async with open_session(connections=1) as session:
        api = registry.cloud_api(session, prepared.sender, current_app.config)
        return await api.send(prepared.sender.phone_number_id, prepared.message)


def may_be_repeated(outcome: Outcome) -> bool:
    """Return whether WhatsApp has certainly not sent the reply, and may accept it later."""
    if isinstance(outcome, NotReached):
        return True
    return isinstance(outcome, Refused) and not classify(outcome.fault).is_final
