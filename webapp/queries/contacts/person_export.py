"""Everything held on one person, for that person to read."""

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
from webapp.queries.contacts import former_numbers


def of(contact: Contact) -> dict[str, Any]:
    """Answer every row that hangs on the person, column by column, as JSON takes it."""
    recipients = select(Recipient).where(Recipient.contact_id == contact.id)
    rows = db.session.execute(
        recipients.join(Campaign).with_only_columns(Recipient, Campaign.name).order_by(Recipient.id)
    ).all()
    return {
        "contact": _columns(contact),
        "former_numbers": [one.phone_number for one in former_numbers.of(contact)],
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
    """The files that named the person, and what was known before each of them."""
    rows = db.session.execute(
        select(ContactImport.filename, ContactImport.started_at, ImportedContact.before)
        .join(ImportedContact, ImportedContact.import_id == ContactImport.id)
        .where(ImportedContact.contact_id == contact.id)
        .order_by(ContactImport.id)
    )
    return [{"filename": name, "imported_at": at, "before": before} for name, at, before in rows]


def _rejected(contact: Contact) -> list[dict[str, Any]]:
    """Rows of files that were left out and hold the number, or a former one."""
    known_as = former_numbers.with_present(contact)
    numbers = [number for one in known_as for number in (one.phone_number, one.match_key)]
    rows = db.session.execute(
        select(ContactImport.filename, RejectedRow.row, RejectedRow.cells)
        .join(RejectedRow, RejectedRow.import_id == ContactImport.id)
        .where(RejectedRow.has_number(*numbers))
        .order_by(ContactImport.id, RejectedRow.row)
    )
    return [{"filename": name, "row": row, "cells": cells} for name, row, cells in rows]


def _done_by_staff(contact: Contact) -> list[dict[str, Any]]:
    chosen = select(AuditEntry.action, AuditEntry.created_at)
    rows = chosen.where(AuditEntry.subject == f"contact {contact.id}").order_by(AuditEntry.id)
    return [{"action": action, "at": at} for action, at in db.session.execute(rows)]


def _all(
    table: type[ConsentEvent] | type[Reply] | type[ServiceWindow] | type[QuotaUse],
    contact: Contact,
) -> list[dict[str, Any]]:
    chosen = select(table).where(table.contact_id == contact.id)
    return [_columns(row) for row in db.session.scalars(chosen)]


def _columns(row: object) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
