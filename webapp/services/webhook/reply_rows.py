"""The stored replies, unique by WhatsApp's message id, and what they reply to."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.extensions import db
from webapp.models import Contact, Recipient, Reply


def add(**values: Any) -> Reply | None:
    """Store a reply and return it; None if it is already stored."""
    key = db.session.scalar(
        insert(Reply)
        .values({"sender_phone": "", "sender_name": ""} | values)
        .on_conflict_do_nothing(index_elements=["wamid"])
        .returning(Reply.id)
    )
    return db.session.get_one(Reply, key) if key else None


def replied_to(context_wamid: str | None, contact: Contact | None) -> Recipient | None:
    """Return the message that was replied to: the quoted one, else the last to the contact."""
    quoted = quoted_message(context_wamid)
    if quoted is None and contact is not None:
        quoted = db.session.scalar(
            select(Recipient)
            .where(Recipient.contact_id == contact.id, Recipient.accepted_at.is_not(None))
            .order_by(Recipient.accepted_at.desc())
            .limit(1)
        )
    return quoted


def quoted_message(wamid: str | None) -> Recipient | None:
    """Return the message with this id."""
    return db.session.scalar(select(Recipient).where(Recipient.wamid == wamid)) if wamid else None
