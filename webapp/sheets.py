"""Headings and rows of the CSV files that users download."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from webapp import labels
from webapp.domain.imports.column_map import EXPORT_HEADINGS
from webapp.domain.imports.csv_cells import guard
from webapp.models import Contact

#: The byte order mark at the start of a file tells Excel that it is UTF-8.
BOM = "\ufeff"

RECIPIENT_HEADINGS = (
    *("phone_number", "name", "status", "reason", "error_code", "attempts"),
    *("queued", "sent", "delivered", "read", "failed", "timezone", "user_id", "username"),
)
#: The columns before a contact's attributes.
CONTACT_HEADINGS = EXPORT_HEADINGS


def csv_lines(rows: Iterable[Iterable[object]], separator: str = ",") -> str:
    """Return rows as CSV lines; no cell can run as a formula."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows([guard(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def recipient_row(recipient: Row[*tuple[Any, ...]], zone: ZoneInfo) -> Iterator[object]:
    """Return the cells of one recipient, with times in the time zone."""
    yield recipient.phone_number or ""
    yield recipient.name
    yield labels.RECIPIENT[recipient.status].name
    yield labels.status_reason(recipient)
    yield recipient.error_code
    yield recipient.attempts
    for at in (
        *(recipient.queued_at, recipient.accepted_at, recipient.delivered_at),
        *(recipient.read_at, recipient.failed_at),
    ):
        yield at.astimezone(zone).isoformat(" ", "seconds")[:19] if at else ""
    yield zone.key
    yield recipient.user_id or ""
    yield recipient.username or ""


def contact_row(contact: Contact, attributes: Sequence[str]) -> Iterator[object]:
    """Return the cells of one contact."""
    yield contact.phone_number or ""
    yield contact.name
    yield contact.country
    yield contact.subscription.value
    yield contact.created_at.isoformat(" ", "seconds")
    yield contact.user_id or ""
    yield contact.username or ""
    for name in attributes:
        yield contact.attributes.get(name, "")
