"""Deciding on replies that were nearly a STOP."""

from webapp.domain import phone
from webapp.domain.consent import ConsentSource
from webapp.domain.texts import N_
from webapp.errors import WrongStatus
from webapp.models import Reply, ReplyEffect
from webapp.services import audit, contacts, recipients, rows


def unsubscribe(reply: Reply, actor: str) -> None:
    """Take the reply for a STOP: nobody writes to the person any more.

    Raises WrongStatus when someone has decided already.
    """
    _decide(reply, ReplyEffect.OPTED_OUT)
    contact = reply.contact or contacts.meet(phone.from_wa_id(reply.sender_phone))
    contacts.unsubscribe(contact, ConsentSource.STAFF, actor, reply.text, reply.campaign_id)
    recipients.withdraw(contact)
    audit.note(actor, "reply.unsubscribe", f"reply {reply.id}", words=reply.text)


def leave(reply: Reply, actor: str) -> None:
    """Take the reply for something else. Raises WrongStatus when someone has decided already."""
    _decide(reply, ReplyEffect.NOTHING)
    audit.note(actor, "reply.leave", f"reply {reply.id}", words=reply.text)


def _decide(reply: Reply, effect: ReplyEffect) -> None:
    rows.lock(reply, of=Reply)
    if reply.effect != ReplyEffect.TO_REVIEW:
        raise WrongStatus(N_("This reply has been decided on already."), reply.effect)
    reply.effect = effect
