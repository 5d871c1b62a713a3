"""What stands in the files that people download: headings, and the cells of each row."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from webapp import labels
from webapp.domain.imports.csv_cells import guard
from webapp.models import Contact

#: The mark at the start of a file tells Excel that it is UTF-8.
MARK = "\ufeff"

RECIPIENT = (
    *("phone_number", "name", "status", "reason", "error_code", "attempts"),
    *("queued", "sent", "delivered", "read", "failed", "timezone"),
)
#: What stands before a contact's attributes.
CONTACT = ("phone_number", "name", "country", "subscription", "known_since")


def lines(rows: Iterable[Iterable[object]], separator: str = ",") -> str:
    """Write rows as CSV; no cell is run by a spreadsheet."""
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(
        [guard(cell) for cell in row] for row in rows
    )
    return written.getvalue()


def recipient(told: Row[*tuple[Any, ...]], zone: ZoneInfo) -> Iterator[object]:
    """Return the cells of one recipient, with times in the zone."""
    yield told.phone_number
    yield told.name
    yield labels.RECIPIENT[told.status].word
    yield labels.reason(told)
    yield told.error_code
    yield told.attempts
    for at in (told.queued_at, told.accepted_at, told.delivered_at, told.read_at, told.failed_at):
        yield at.astimezone(zone).isoformat(" ", "seconds")[:19] if at else ""
    yield zone.key


def contact(one: Contact, attributes: Sequence[str]) -> Iterator[object]:
    """Return the cells of one contact."""
    yield one.phone_number
    yield one.name
    yield one.country
    yield one.subscription.value
    yield one.created_at.isoformat(" ", "seconds")
    for name in attributes:
        yield one.attributes.get(name, "")
