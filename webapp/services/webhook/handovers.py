"""Conversations that pass from one program of the business to another."""

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.messages import SENTENCES, Message, coded
from webapp.domain.webhook.events import ThreadHandover
from webapp.models import ReplyEffect
from webapp.services.contacts import identity
from webapp.services.webhook import reply_rows


def record(event: ThreadHandover) -> None:
    """Store a handover once, among the contact's replies; it is no reply itself."""
    ids = WhatsAppIds(event.sender, event.user_id, at=event.at)
    contact = next(iter(identity.find_contacts(ids)), None)
    reply_rows.add(
        wamid=event.key,
        contact_id=contact.id if contact else None,
        sender_phone=event.sender or "",
        user_id=event.user_id,
        kind="handover",
        note=_note(event),
        effect=ReplyEffect.NOTHING,
        received_at=event.at,
        is_answer=False,
    )


def _note(event: ThreadHandover) -> Message:
    new = _role(event.new_role)
    if not event.previous_role:
        return coded("webhook.thread_taken", new=new)
    return coded("webhook.thread_passed", previous=_role(event.previous_role), new=new)


def _role(role: str) -> str:
    """Return the name of a role; a new one as WhatsApp writes it."""
    code = f"webhook.role_{role or 'unknown'}"
    return coded(code) if code in SENTENCES else role.replace("_", " ")
