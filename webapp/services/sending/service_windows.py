"""The 24 hours after a contact's last message, in which we may reply without a template."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Contact, Sender, ServiceWindow

#: [D:limits]
SERVICE_WINDOW = timedelta(hours=24)


def open_for(contact: Contact, phone_number_id: str | None, at: datetime) -> None:
    """Record that the contact wrote to the number; an earlier message changes nothing."""
    sender_id = db.session.scalar(
        select(Sender.id).where(Sender.phone_number_id == phone_number_id)
    )
    if sender_id is None:
        return
    until = min(at, clock.now()) + SERVICE_WINDOW
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


def is_open(sender: Sender, contact: Contact) -> bool:
    """Return whether this sender may reply to the contact now."""
    window = db.session.get(ServiceWindow, (sender.id, contact.id), populate_existing=True)
    return window is not None and window.open_until > clock.now()
