"""Deciding on replies that may be a STOP."""

from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.models import Contact, Reply, ReplyEffect
from webapp.services.accounts import audit
from webapp.services.background import locks
from webapp.services.contacts import identity, strangers, subscriptions
from webapp.services.recipients import adding


def unsubscribe(reply: Reply, actor: str) -> None:
    """Decide that the reply is a STOP: nothing is sent to the contact any more.

    Raises WrongStatus if a user has already decided, or if nobody knows who wrote it.
    """
    _decide(reply, ReplyEffect.OPTED_OUT)
    contact = reply.contact or _contact_of(reply)
    reply.contact_id = contact.id
    subscriptions.unsubscribe(contact, ConsentSource.STAFF, actor, reply.text, reply.campaign_id)
    adding.withdraw(contact)
    audit.note(actor, "reply.unsubscribe", f"reply {reply.id}", words=reply.text)


def _contact_of(reply: Reply) -> Contact:
    """Return the contact who is known meanwhile, else a new one."""
    ids = WhatsAppIds(reply.sender_phone or None, reply.user_id)
    contacts = identity.contacts_of(ids)
    contact = contacts[0] if contacts else strangers.create_unsubscribed(ids, reply.sender_name)
    if contact is None:
        message = N_(
            "WhatsApp did not say who wrote this, so nobody can be unsubscribed. If the text says "
            "who it is, unsubscribe that contact, and then leave this reply."
        )
        raise WrongStatus(message, reply.effect)
    return contact


def leave(reply: Reply, actor: str) -> None:
    """Decide that the reply is no STOP. Raises WrongStatus if a user has already decided."""
    _decide(reply, ReplyEffect.NOTHING)
    audit.note(actor, "reply.leave", f"reply {reply.id}", words=reply.text)


def _decide(reply: Reply, effect: ReplyEffect) -> None:
    locks.lock_row(reply, of=Reply)
    if reply.effect != ReplyEffect.TO_REVIEW:
        raise WrongStatus(N_("This reply has been decided on already."), reply.effect)
    reply.effect = effect
