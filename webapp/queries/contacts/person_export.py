"""All data that is stored about one contact, for the contact to read."""

from typing import Any

from sqlalchemy import inspect, select

from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    Campaign,
    ConsentEvent,
    Contact,
    ContactImport,
    ImportedContact,
    QuotaUse,
    Recipient,
    RejectedRow,
    Reply,
    ServiceWindow,
)
from webapp.queries.contacts import former_identities
from webapp.queries.recipients import recipients


def export_data(contact: Contact) -> dict[str, Any]:
    """Return every row that belongs to the contact, column by column, ready for JSON."""
    statement = select(Recipient).where(recipients.of_contact(contact))
    rows = db.session.execute(
        statement.join(Campaign).with_only_columns(Recipient, Campaign.name).order_by(Recipient.id)
    ).all()
    return {
        "contact": _columns(contact),
        "former_identities": [
            former.phone_number or former.key
            for former in former_identities.former_identities(contact)
        ],
        "consent": _all(ConsentEvent, contact),
        "campaigns": [{"campaign": name, **_columns(recipient)} for recipient, name in rows],
        "replies": _all(Reply, contact),
        "open_windows": _all(ServiceWindow, contact),
        "files": _files(contact),
        "rejected_rows": _rejected(contact),
        "written_lately": _all(QuotaUse, contact),
        "done_by_staff": _done_by_staff(contact),
    }


def _files(contact: Contact) -> list[dict[str, Any]]:
    """Return the files that name the contact, and the contact's values before each of them."""
    rows = db.session.execute(
        select(ContactImport.filename, ContactImport.started_at, ImportedContact.before)
        .join(ImportedContact, ImportedContact.import_id == ContactImport.id)
        .where(ImportedContact.contact_id == contact.id)
        .order_by(ContactImport.id)
    )
    return [{"filename": name, "imported_at": at, "before": before} for name, at, before in rows]


def _rejected(contact: Contact) -> list[dict[str, Any]]:
    """Return the rejected rows of files with the contact's number, or a former one."""
    numbers = [
        number
        for identity in former_identities.identities(contact)
        for number in (identity.phone_number, identity.key)
        if number
    ]
    rows = db.session.execute(
        select(ContactImport.filename, RejectedRow.row, RejectedRow.cells)
        .join(RejectedRow, RejectedRow.import_id == ContactImport.id)
        .where(RejectedRow.names(*numbers))
        .order_by(ContactImport.id, RejectedRow.row)
    )
    return [{"filename": name, "row": row, "cells": cells} for name, row, cells in rows]


def _done_by_staff(contact: Contact) -> list[dict[str, Any]]:
    entries = select(AuditEntry.action, AuditEntry.created_at)
    rows = entries.where(AuditEntry.subject == f"contact {contact.id}").order_by(AuditEntry.id)
    return [{"action": action, "at": at} for action, at in db.session.execute(rows)]


def _all(
    table: type[ConsentEvent] | type[Reply] | type[ServiceWindow] | type[QuotaUse],
    contact: Contact,
) -> list[dict[str, Any]]:
    rows = db.session.scalars(select(table).where(table.contact_id == contact.id))
    return [_columns(row) for row in rows]


def _columns(row: object) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
