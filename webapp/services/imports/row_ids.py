"""The numbers and user ids of a file's rows: whom they identify, and which cannot be bound.

A row with a number and a user id gives a contact who lacks one of them the other. It never replaces
one: `domain.contacts.contact_ids.conflict` has the same rules for a few contacts.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import delete, text

from webapp.domain.imports import column_map, uploads
from webapp.domain.imports.contact_rows import BadRow
from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import ContactImport, ImportRow
from webapp.queries.contacts import former_identities
from webapp.services.imports import copy_rows
from webapp.services.imports import uploads as stored

#: Rejected rows that are read from the file again and stored in one go.
REREAD_ROWS = 2_000
#: The range of all rows of a file.
ALL_ROWS = {"first": 0, "last": 2**31 - 1}

EXIST = text("""
SELECT EXISTS (SELECT FROM import_rows
               WHERE import_id = :id AND row BETWEEN :first AND :last AND user_id IS NOT NULL)
""")
#: A row with a former number gets the present ids of the contact.
_REPLACE_FORMER_NUMBERS = text("""
UPDATE import_rows r
SET phone_number = c.phone_number, match_key = c.match_key, country = c.country,
    user_id = CASE WHEN c.match_key IS NULL THEN c.user_id ELSE r.user_id END
FROM former_identities f JOIN contacts c ON c.id = f.contact_id
WHERE r.import_id = :id AND r.row BETWEEN :first AND :last AND r.match_key = f.key
  AND (c.match_key IS NOT NULL OR coalesce(r.user_id, c.user_id) = c.user_id)
""")
_OWNER_OF_USER_ID = """
coalesce((SELECT c.id FROM contacts c WHERE c.user_id = r.user_id),
         (SELECT c.id FROM contacts c WHERE c.parent_user_id = r.user_id),
         (SELECT f.contact_id FROM former_identities f WHERE f.key = r.user_id))
"""
#: A row with a parent's or a former user id gets the present one, and the number if it has none.
_REPLACE_USER_IDS = text(f"""
WITH found AS MATERIALIZED (
    SELECT r.row, {_OWNER_OF_USER_ID} AS contact_id
    FROM import_rows r
    WHERE r.import_id = :id AND r.row BETWEEN :first AND :last AND r.user_id IS NOT NULL
)
UPDATE import_rows r
SET user_id = CASE WHEN c.user_id IS NULL AND coalesce(r.match_key, c.match_key) = c.match_key
                   THEN NULL ELSE coalesce(c.user_id, r.user_id) END,
    phone_number = coalesce(r.phone_number, c.phone_number),
    match_key = coalesce(r.match_key, c.match_key),
    country = CASE WHEN r.match_key IS NULL THEN c.country ELSE r.country END
FROM found JOIN contacts c ON c.id = found.contact_id
WHERE r.import_id = :id AND r.row = found.row
  AND (c.user_id IS DISTINCT FROM r.user_id OR (r.match_key IS NULL AND c.match_key IS NOT NULL))
""")  # noqa: S608 (a constant; all values are bound)
#: The rows with both that contradict the stored contacts, and how.
_CONFLICTS = text(f"""
WITH pairs AS MATERIALIZED (
    SELECT r.row, r.phone_number, r.user_id, {_OWNER_OF_USER_ID} AS by_user_id,
           coalesce((SELECT c.id FROM contacts c WHERE c.match_key = r.match_key),
                    (SELECT f.contact_id FROM former_identities f WHERE f.key = r.match_key))
           AS by_number
    FROM import_rows r
    WHERE r.import_id = :id AND r.row BETWEEN :first AND :last
      AND r.match_key IS NOT NULL AND r.user_id IS NOT NULL
), judged AS (
    SELECT p.row, p.phone_number, p.user_id, CASE
        WHEN by_number <> by_user_id THEN 'contacts.ids_of_two_contacts'
        WHEN by_user_id IS NULL AND n.user_id IS NOT NULL THEN 'contacts.has_another_user_id'
        WHEN by_number IS NULL AND u.match_key IS NOT NULL THEN 'contacts.has_another_number'
        END AS code
    FROM pairs p LEFT JOIN contacts n ON n.id = by_number LEFT JOIN contacts u ON u.id = by_user_id
)
SELECT row, phone_number, user_id, code FROM judged WHERE code IS NOT NULL
""")  # noqa: S608 (a constant; all values are bound)
#: The rows with a number that has several user ids in the file, or the reverse: which is right?
_CONTRADICTIONS = text("""
WITH pairs AS (
    SELECT DISTINCT match_key, user_id FROM import_rows
    WHERE import_id = :id AND match_key IS NOT NULL AND user_id IS NOT NULL
)
SELECT row, phone_number, user_id, 'imports.several_ids' AS code FROM import_rows
WHERE import_id = :id AND match_key IS NOT NULL AND user_id IS NOT NULL AND (
    match_key IN (SELECT match_key FROM pairs GROUP BY match_key HAVING count(*) > 1)
    OR user_id IN (SELECT user_id FROM pairs GROUP BY user_id HAVING count(*) > 1))
""")
#: A row with a user id that another row gives together with a number gets that number.
_ADD_NUMBERS = text("""
UPDATE import_rows r
SET phone_number = p.phone_number, match_key = p.match_key, country = p.country
FROM (SELECT DISTINCT ON (user_id) user_id, phone_number, match_key, country FROM import_rows
      WHERE import_id = :id AND match_key IS NOT NULL AND user_id IS NOT NULL) p
WHERE r.import_id = :id AND r.match_key IS NULL AND r.user_id = p.user_id
""")


def resolve(upload: ContactImport) -> None:
    """Give the rows of a file the present ids of the contacts, and reject those that can't be.

    Afterwards all rows of a contact have the same key.
    """
    where = {"id": upload.id, **ALL_ROWS}
    if former_identities.exist():
        db.session.execute(_REPLACE_FORMER_NUMBERS, where)
    if not db.session.scalar(EXIST, where):
        return
    refresh(upload, where)
    _reject(upload, db.session.execute(_CONTRADICTIONS, where))
    db.session.execute(_ADD_NUMBERS, where)


def refresh(upload: ContactImport, where: dict[str, Any]) -> None:
    """Do the same for the user ids of a range of rows, as the contacts are now."""
    db.session.execute(_REPLACE_USER_IDS, where)
    _reject(upload, db.session.execute(_CONFLICTS, where))


def _reject(upload: ContactImport, conflicts: Iterable[Any]) -> None:
    """Move the rows to the rejected ones, as they are in the file."""
    reasons = {
        row: coded(code, number=number, user_id=user_id) for row, number, user_id, code in conflicts
    }
    if not reasons:
        return
    table = uploads.read(stored.read(upload.id), upload.encoding)
    column_map.heading_row(table)
    rejected = (
        BadRow(row, cells or [], str(reasons[row].values["number"]), reasons[row])
        for row, cells in enumerate(table.rows, 2)
        if row in reasons
    )
    while portion := list(islice(rejected, REREAD_ROWS)):
        copy_rows.store(upload.id, [], portion)
        rows = delete(ImportRow).where(
            ImportRow.import_id == upload.id, ImportRow.row.in_([bad.row for bad in portion])
        )
        db.session.execute(rows.execution_options(synchronize_session=False))
    upload.rejected += len(reasons)
