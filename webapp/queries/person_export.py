"""Everything held on one person, for that person to read."""

from typing import Any

from sqlalchemy import inspect, select

from webapp.extensions import db
from webapp.models import (
    Campaign,
    ConsentEvent,
    Contact,
    ContactImport,
    ImportedContact,
    Recipient,
    Reply,
    ServiceWindow,
)


def of(contact: Contact) -> dict[str, Any]:
    """Answer every row that hangs on the person, column by column, as JSON takes it."""
    recipients = select(Recipient).where(Recipient.contact_id == contact.id)
    rows = db.session.execute(
        recipients.join(Campaign).with_only_columns(Recipient, Campaign.name).order_by(Recipient.id)
    ).all()
    files = (
        select(ContactImport.filename, ContactImport.started_at)
        .join(ImportedContact, ImportedContact.import_id == ContactImport.id)
        .where(ImportedContact.contact_id == contact.id)
        .order_by(ContactImport.id)
    )
    return {
        "contact": _columns(contact),
        "consent": _all(ConsentEvent, contact),
        "campaigns": [{"campaign": name, **_columns(recipient)} for recipient, name in rows],
        "replies": _all(Reply, contact),
        "open_windows": _all(ServiceWindow, contact),
        "files": [{"filename": name, "imported_at": at} for name, at in db.session.execute(files)],
    }


def _all(
    table: type[ConsentEvent] | type[Reply] | type[ServiceWindow], contact: Contact
) -> list[dict[str, Any]]:
    chosen = select(table).where(table.contact_id == contact.id)
    return [_columns(row) for row in db.session.scalars(chosen)]


def _columns(row: object) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
