"""Deciding on replies that were nearly a STOP."""

from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.models import Reply, ReplyEffect
from webapp.services.accounts import audit
from webapp.services.background import row_locks
from webapp.services.contacts import subscriptions
from webapp.services.recipients import adding


def unsubscribe(reply: Reply, actor: str) -> None:
    """Take the reply for a STOP: nobody writes to the person any more.

    Raises WrongStatus when someone has decided already.
    """
    _decide(reply, ReplyEffect.OPTED_OUT)
    contact = reply.contact or subscriptions.meet(phone.from_wa_id(reply.sender_phone))
    subscriptions.unsubscribe(contact, ConsentSource.STAFF, actor, reply.text, reply.campaign_id)
    adding.withdraw(contact)
    audit.note(actor, "reply.unsubscribe", f"reply {reply.id}", words=reply.text)


def leave(reply: Reply, actor: str) -> None:
    """Take the reply for something else. Raises WrongStatus when someone has decided already."""
    _decide(reply, ReplyEffect.NOTHING)
    audit.note(actor, "reply.leave", f"reply {reply.id}", words=reply.text)


def _decide(reply: Reply, effect: ReplyEffect) -> None:
    row_locks.lock(reply, of=Reply)
    if reply.effect != ReplyEffect.TO_REVIEW:
        raise WrongStatus(N_("This reply has been decided on already."), reply.effect)
    reply.effect = effect
