"""The rows of a checked file on their way into the database: by COPY, for they are a million."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, cast

import orjson
from psycopg import Connection
from sqlalchemy import text

from webapp.domain.imports.contact_rows import FORGOTTEN, BadRow, ContactRow
from webapp.domain.messages import Message, dumped
from webapp.extensions import db
from webapp.models import Contact

#: Rows handed to the database at once.
BLOCK = 2_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def keep(import_id: int, good: Iterable[ContactRow], bad: Iterable[BadRow]) -> None:
    """Keep rows to be imported, and rows to be corrected."""
    connection = cast("Connection[Any]", db.session.connection().connection.driver_connection)
    _copy_good(connection, import_id, good)
    _copy_bad(connection, import_id, bad)


def _copy_good(connection: "Connection[Any]", import_id: int, rows: Iterable[ContactRow]) -> None:
    with connection.cursor().copy(
        "COPY import_rows (import_id, row, phone_number, match_key, country, name, attributes)"
        " FROM STDIN"
    ) as copy:
        lines = (
            f"{import_id}\t{one.row}\t{one.phone.number}\t{one.phone.match_key}\t"
            f"{one.phone.country}\t{_escaped(one.name)}\t{_json(one.attributes)}\n"
            for one in rows
        )
        while block := "".join(islice(lines, BLOCK)):
            copy.write(block)


def _escaped(text: str) -> str:
    """Write a text as COPY reads it; written by hand because a million rows go this way."""
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPES)


def _json(values: dict[str, str]) -> str:
    written = orjson.dumps(values).decode() if values else "{}"
    return written.replace("\\", "\\\\") if "\\" in written else written


def _copy_bad(connection: "Connection[Any]", import_id: int, rows: Iterable[BadRow]) -> None:
    with connection.cursor().copy(
        "COPY rejected_rows (import_id, row, cells, phone_number, reason) FROM STDIN"
    ) as copy:
        for row in rows:
            copy.write_row((import_id, row.row, row.cells, row.phone_number, _reason(row.reason)))


def _reason(reason: Message) -> str:
    return orjson.dumps(dumped(reason)).decode()


#: A file names a person once; of two rows that wait, and of a row that was imported, one is left.
_LEAVE_ONE = text("""
WITH open AS (
    SELECT id FROM contact_imports WHERE status IN ('checked', 'running', 'stopped')
), left_out AS (
    DELETE FROM import_rows r USING open WHERE r.import_id = open.id AND (
        r.match_key IN (:key, :other_key) AND EXISTS (
            SELECT FROM imported_contacts i WHERE i.import_id = open.id AND i.contact_id = :contact)
        OR r.match_key = :other_key AND EXISTS (
            SELECT FROM import_rows s WHERE s.import_id = open.id AND s.match_key = :key))
    RETURNING r.import_id
)
UPDATE contact_imports SET repeated = repeated + left_out.rows
FROM (SELECT import_id, count(*) AS rows FROM left_out GROUP BY import_id) left_out
WHERE id = left_out.import_id
""")
_CALL_BY_KEPT = text("""
UPDATE import_rows r SET phone_number = :number, match_key = :key, country = :country
FROM contact_imports i
WHERE i.id = r.import_id AND i.status IN ('checked', 'running', 'stopped')
  AND r.match_key = :other_key
""")


def join(kept: Contact, other: Contact) -> None:
    """Let rows that were checked and wait name the contact that is kept of two, and only once."""
    named = {"key": kept.match_key, "other_key": other.match_key}
    db.session.execute(_LEAVE_ONE, named | {"contact": kept.id})
    known_as = {"number": kept.phone_number, "country": kept.country}
    db.session.execute(_CALL_BY_KEPT, named | known_as)


_LEAVE_OUT = text("""
WITH gone AS (
    DELETE FROM import_rows WHERE match_key = :key RETURNING import_id, row
), noted AS (
    INSERT INTO rejected_rows (import_id, row, cells, phone_number, reason)
    SELECT import_id, row, '{}', '', CAST(:reason AS jsonb) FROM gone
)
UPDATE contact_imports SET rejected = rejected + gone.rows
FROM (SELECT import_id, count(*) AS rows FROM gone GROUP BY import_id) gone
WHERE id = gone.import_id
""")


def leave_out(match_key: str) -> None:
    """Take a person who is erased out of the files that wait, as a check does that knows of it."""
    db.session.execute(_LEAVE_OUT, {"key": match_key, "reason": _reason(FORGOTTEN)})
