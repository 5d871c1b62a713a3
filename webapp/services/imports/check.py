"""Checking an uploaded file: every row is read once, and kept as good or bad.

What is found depends on the stored file and its columns only. It comes in portions, each a
transaction that also moves `checked_to`; so a check that was killed goes on behind its last
portion, and of two at once one finds the row moved on and gives up.
"""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import delete, select, text

from webapp import clock
from webapp.domain.imports import column_map, uploads
from webapp.domain.imports.contact_rows import FORGOTTEN, BadRow, ContactRow, Reader, longest_run
from webapp.domain.imports.status import ImportStatus
from webapp.domain.imports.unpacking import BadFile
from webapp.extensions import db
from webapp.models import ContactImport, ImportPortion, ImportRow, RejectedRow
from webapp.queries.contacts import former_numbers
from webapp.services.background.app_threads import threads
from webapp.services.contacts import suppressions
from webapp.services.imports import copy_rows
from webapp.services.imports import uploads as stored

#: Rows in one transaction.
PORTION = 10_000
#: A portion that a crash of the database undoes is merely done again.
NO_NEED_TO_WAIT = text("SET LOCAL synchronous_commit = off")

#: Whoever is named by a former number gets the one that they have now.
CALL_BY_PRESENT_NUMBER = text("""
UPDATE import_rows r
SET phone_number = c.phone_number, match_key = c.match_key, country = c.country
FROM former_numbers f JOIN contacts c ON c.id = f.contact_id
WHERE r.import_id = :id AND r.match_key = f.match_key
""")
#: One row for each person: the first of theirs, with the values of all; the last value wins.
MERGE_REPEATED = text("""
WITH same AS (
    SELECT r.*, min(row) OVER (PARTITION BY match_key) AS first_row
    FROM import_rows r
    WHERE import_id = :id AND match_key IN (
        SELECT match_key FROM import_rows WHERE import_id = :id
        GROUP BY match_key HAVING count(*) > 1)
), names AS (
    SELECT first_row, (array_agg(name ORDER BY row DESC) FILTER (WHERE name <> ''))[1] AS name
    FROM same GROUP BY first_row
), attributes AS (
    SELECT first_row, jsonb_object_agg(key, value ORDER BY row) AS attributes
    FROM same CROSS JOIN jsonb_each(attributes) GROUP BY first_row
), kept AS (
    UPDATE import_rows r
    SET name = coalesce(n.name, ''), attributes = coalesce(a.attributes, '{}')
    FROM names n LEFT JOIN attributes a USING (first_row)
    WHERE r.import_id = :id AND r.row = n.first_row
)
DELETE FROM import_rows r USING same
WHERE r.import_id = :id AND r.row = same.row AND same.row <> same.first_row
""")

FORECAST = text("""
SELECT count(*), count(*) FILTER (WHERE subscription = 'unsubscribed')
FROM import_rows JOIN contacts USING (match_key) WHERE import_id = :id
""")


def begin(upload: ContactImport) -> None:
    """Forget what an earlier check found, so that the next begins at the first row."""
    for table in (ImportRow, RejectedRow, ImportPortion):
        db.session.execute(delete(table).where(table.import_id == upload.id))
    upload.status, upload.fault, upload.worked_at = ImportStatus.CHECKING, None, clock.now()
    upload.checked_to = upload.rows = upload.repeated = upload.rejected = 0
    upload.in_sequence, upload.countries = 0, {}


def run(import_id: int) -> None:
    """Check to the end; safe to run again after a crash, and twice at once.

    Should someone forget the file meanwhile, nothing of it is kept.
    """
    upload = db.session.get_one(ContactImport, import_id)
    if upload.status != ImportStatus.CHECKING:
        return
    try:
        with _without_collector():
            is_read = _read(upload)
    except BadFile as fault:
        db.session.rollback()
        if still := _checking(import_id):
            still.status, still.fault = ImportStatus.REFUSED, fault.message
    else:
        if is_read and (still := _checking(import_id)):
            _finish(still)
    db.session.commit()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Look for no cycles: rows make none, and looking takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(upload: ContactImport) -> bool:
    """Keep all rows behind those that are kept; False when another is at the same work.

    While the database keeps one portion, the next is read.
    """
    import_id, checked_to = upload.id, upload.checked_to
    table = uploads.read(stored.read(import_id), upload.encoding)
    column_map.heading_row(table)
    reader = Reader(column_map.load(upload.columns), upload.country)
    rows = reader.read(table.rows, after=max(1, checked_to))
    with threads(1) as beside:
        kept = None
        while portion := list(islice(rows, PORTION)):
            if kept and not kept.result():
                return False
            kept = beside(_keep, import_id, portion, checked_to)
            checked_to = portion[-1].row
            db.session.commit()
        return kept is None or bool(kept.result())


def _checking(import_id: int) -> ContactImport | None:
    """Fetch the import for as long as the transaction lasts; None if it is checked no longer."""
    chosen = select(ContactImport).where(
        ContactImport.id == import_id, ContactImport.status == ImportStatus.CHECKING
    )
    chosen = chosen.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(chosen).one_or_none()


def _keep(import_id: int, portion: Sequence[ContactRow | BadRow], after: int) -> bool:
    """Keep the rows behind the row `after`, and commit; False when that is not where we are."""
    upload = _checking(import_id)
    if upload is None or upload.checked_to != after:
        db.session.rollback()
        return False
    db.session.execute(NO_NEED_TO_WAIT)
    _write(upload, portion)
    upload.checked_to = portion[-1].row
    upload.rows += len(portion)
    upload.worked_at = clock.now()
    db.session.commit()
    return True


def _write(upload: ContactImport, portion: Sequence[ContactRow | BadRow]) -> None:
    good = [row for row in portion if isinstance(row, ContactRow)]
    forgotten = suppressions.forgotten(row.phone.match_key for row in good)
    bad = [row for row in portion if isinstance(row, BadRow)]
    if forgotten:
        # Neither number nor cells are kept of them, not even here.
        gone = [row for row in good if row.phone.match_key in forgotten]
        good = [row for row in good if row.phone.match_key not in forgotten]
        bad += [BadRow(row.row, [], "", FORGOTTEN) for row in gone]
    copy_rows.keep(upload.id, good, bad)
    if good:
        rows = {"first_row": good[0].row, "last_row": good[-1].row}
        db.session.add(ImportPortion(import_id=upload.id, **rows))
    upload.countries = Counter(upload.countries) + Counter(row.phone.country for row in good)
    run = longest_run([int(row.phone.number) for row in good])
    upload.in_sequence = max(upload.in_sequence, run)
    upload.rejected += len(bad)


def _finish(upload: ContactImport) -> None:
    """Join the rows of one person, and say what an import would meet."""
    wanted = {"id": upload.id}
    if former_numbers.are_kept():
        db.session.execute(CALL_BY_PRESENT_NUMBER, wanted)
    db.session.execute(text("ANALYZE import_rows"))
    db.session.execute(text("SET LOCAL work_mem = '128MB'"))  # a million keys are compared
    upload.repeated = db.session.execute(MERGE_REPEATED, wanted).rowcount  # type: ignore[attr-defined]
    upload.known, upload.opted_out = db.session.execute(FORECAST, wanted).one()
    upload.status, upload.worked_at = ImportStatus.CHECKED, clock.now()
