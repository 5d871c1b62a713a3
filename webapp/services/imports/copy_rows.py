"""Writing the rows of a checked file to the database: by COPY, as there may be a million."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, cast

import orjson
from psycopg import Connection
from sqlalchemy import text

from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.imports.contact_rows import FORGOTTEN, BadRow, ContactRow
from webapp.domain.messages import Message, dumped
from webapp.extensions import db
from webapp.models import Contact

#: Rows in one write to the database.
COPY_BLOCK_ROWS = 2_000
NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def store(import_id: int, good: Iterable[ContactRow], bad: Iterable[BadRow]) -> None:
    """Store rows to import, and rows to correct."""
    connection = cast("Connection[Any]", db.session.connection().connection.driver_connection)
    _copy_good(connection, import_id, good)
    _copy_bad(connection, import_id, bad)


def _copy_good(connection: "Connection[Any]", import_id: int, rows: Iterable[ContactRow]) -> None:
    with connection.cursor().copy(
        "COPY import_rows"
        " (import_id, row, phone_number, match_key, user_id, country, name, attributes) FROM STDIN"
    ) as copy:
        lines = (
            f"{import_id}\t{row.row}\t{_ids(row.ids)}\t{row.ids.country}\t"
            f"{_escaped(row.name)}\t{_json(row.attributes)}\n"
            for row in rows
        )
        while block := "".join(islice(lines, COPY_BLOCK_ROWS)):
            copy.write(block)


def _ids(ids: ContactIds) -> str:
    """Return the cells of number, match key and user id."""
    number = f"{ids.phone.number}\t{ids.phone.match_key}" if ids.phone else f"{NULL}\t{NULL}"
    return f"{number}\t{ids.user_id or NULL}"


def _escaped(text: str) -> str:
    """Return a text as COPY reads it; done here because it is faster for a million rows."""
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPES)


def _json(values: dict[str, str]) -> str:
    encoded = orjson.dumps(values).decode() if values else "{}"
    return encoded.replace("\\", "\\\\") if "\\" in encoded else encoded


def _copy_bad(connection: "Connection[Any]", import_id: int, rows: Iterable[BadRow]) -> None:
    with connection.cursor().copy(
        "COPY rejected_rows (import_id, row, cells, phone_number, reason) FROM STDIN"
    ) as copy:
        for row in rows:
            copy.write_row((import_id, row.row, row.cells, row.phone_number, _reason(row.reason)))


def _reason(reason: Message) -> str:
    return orjson.dumps(dumped(reason)).decode()


#: A file has one row for each contact: of two rows that wait, or one that waits and one that was
#: imported, one remains.
_DELETE_SECOND_ROWS = text("""
WITH open AS (
    SELECT id FROM contact_imports WHERE status IN ('checked', 'running', 'stopped')
), deleted AS (
    DELETE FROM import_rows r USING open WHERE r.import_id = open.id AND (
        r.match_key IN (:key, :other_key) AND EXISTS (
            SELECT FROM imported_contacts i WHERE i.import_id = open.id AND i.contact_id = :contact)
        OR r.match_key = :other_key AND EXISTS (
            SELECT FROM import_rows s WHERE s.import_id = open.id AND s.match_key = :key))
    RETURNING r.import_id
)
UPDATE contact_imports SET repeated = repeated + deleted.rows
FROM (SELECT import_id, count(*) AS rows FROM deleted GROUP BY import_id) deleted
WHERE id = deleted.import_id
""")
_RENUMBER_ROWS = text("""
UPDATE import_rows r SET phone_number = :number, match_key = :key, country = :country
FROM contact_imports i
WHERE i.id = r.import_id AND i.status IN ('checked', 'running', 'stopped')
  AND r.match_key = :other_key
""")


def merge_contacts(target: Contact, other: Contact) -> None:
    """Give rows that wait for import the number of the merged contact, one row in each file."""
    keys = {"key": target.match_key, "other_key": other.match_key}
    db.session.execute(_DELETE_SECOND_ROWS, keys | {"contact": target.id})
    number = {"number": target.phone_number, "country": target.country}
    db.session.execute(_RENUMBER_ROWS, keys | number)


_REJECT_ERASED = text("""
WITH deleted AS (
    DELETE FROM import_rows WHERE match_key = :key OR user_id = :key RETURNING import_id, row
), inserted AS (
    INSERT INTO rejected_rows (import_id, row, cells, phone_number, reason)
    SELECT import_id, row, '{}', '', CAST(:reason AS jsonb) FROM deleted
)
UPDATE contact_imports SET rejected = rejected + deleted.rows
FROM (SELECT import_id, count(*) AS rows FROM deleted GROUP BY import_id) deleted
WHERE id = deleted.import_id
""")


def reject_erased(key: str) -> None:
    """Reject the rows of an erased contact in files that wait, as the check of a file does."""
    db.session.execute(_REJECT_ERASED, {"key": key, "reason": _reason(FORGOTTEN)})
