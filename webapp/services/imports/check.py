"""Checking an uploaded file: every row is read once, and stored as good or bad.

The result depends on the stored file and its columns only. Rows are stored in batches, each in a
transaction that also moves its task's cursor. So a check that was killed continues after its last
batch, and of two checks at once one sees that the row has moved on, and ends.
"""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import delete, select, text

from webapp.domain.imports import column_map, uploads
from webapp.domain.imports.contact_rows import FORGOTTEN, BadRow, ContactRow, Reader, longest_run
from webapp.domain.imports.status import ImportStatus
from webapp.domain.imports.unpacking import BadFile
from webapp.extensions import db
from webapp.models import ContactImport, ImportBatch, ImportRow, RejectedRow
from webapp.queries.contacts import erasures
from webapp.services.background.app_threads import threads
from webapp.services.imports import copy_rows, import_tasks, row_ids
from webapp.services.imports import uploads as stored

#: Rows in one transaction.
IMPORT_BATCH_ROWS = 10_000
#: A batch that is lost in a crash of the database is simply done again.
COMMIT_ASYNCHRONOUSLY = text("SET LOCAL synchronous_commit = off")

#: One row for each contact: the first one, with the values of all; the last value wins.
MERGE_REPEATED = text("""
WITH same AS (
    SELECT r.*, min(row) OVER (PARTITION BY key) AS first_row
    FROM import_rows r
    WHERE import_id = :id AND key IN (
        SELECT key FROM import_rows WHERE import_id = :id GROUP BY key HAVING count(*) > 1)
), names AS (
    SELECT first_row, (array_agg(name ORDER BY row DESC) FILTER (WHERE name <> ''))[1] AS name,
           max(user_id) AS user_id
    FROM same GROUP BY first_row
), attributes AS (
    SELECT first_row, jsonb_object_agg(cell.key, cell.value ORDER BY row) AS attributes
    FROM same CROSS JOIN jsonb_each(attributes) cell GROUP BY first_row
), merged AS (
    UPDATE import_rows r
    SET name = coalesce(n.name, ''), user_id = n.user_id, attributes = coalesce(a.attributes, '{}')
    FROM names n LEFT JOIN attributes a USING (first_row)
    WHERE r.import_id = :id AND r.row = n.first_row
)
DELETE FROM import_rows r USING same
WHERE r.import_id = :id AND r.row = same.row AND same.row <> same.first_row
""")

FORECAST = text("""
SELECT count(*), count(*) FILTER (WHERE subscription = 'unsubscribed') FROM (
    SELECT c.subscription FROM import_rows r JOIN contacts c USING (match_key)
    WHERE import_id = :id
    UNION ALL
    SELECT c.subscription FROM import_rows r JOIN contacts c ON c.user_id = r.user_id
    WHERE import_id = :id AND r.user_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM contacts n WHERE n.match_key = r.match_key)
) known
""")


def begin(upload: ContactImport) -> None:
    """Delete the result of an earlier check, so that the next begins at the first row."""
    for table in (ImportRow, RejectedRow, ImportBatch):
        db.session.execute(delete(table).where(table.import_id == upload.id))
    upload.status, upload.fault = ImportStatus.CHECKING, None
    upload.rows = upload.repeated = upload.rejected = 0
    upload.in_sequence, upload.countries = 0, {}


def run(import_id: int) -> None:
    """Check to the end; safe to run again after a crash, and twice at once.

    Nothing is stored where the file is deleted meanwhile.
    """
    upload = db.session.get_one(ContactImport, import_id)
    if upload.status != ImportStatus.CHECKING:
        return
    try:
        with _without_collector():
            is_read = _read(upload)
    except BadFile as fault:
        db.session.rollback()
        if locked := _lock_checking(import_id):
            locked.status, locked.fault = ImportStatus.REFUSED, fault.message
    else:
        if is_read and (locked := _lock_checking(import_id)):
            _finish(locked)
    db.session.commit()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Turn the garbage collector off: rows make no cycles, and it takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(upload: ContactImport) -> bool:
    """Store the rows after those that are stored; return False when another check does the same.

    While the database stores one batch, the next is read.
    """
    import_id, checked_to = upload.id, _cursor(upload)
    table = uploads.read(stored.read(import_id), upload.encoding)
    column_map.heading_row(table)
    reader = Reader(column_map.load(upload.columns), upload.country)
    rows = reader.read(table.rows, after=max(1, checked_to))
    with threads(1) as submit:
        stored_batch = None
        while batch := list(islice(rows, IMPORT_BATCH_ROWS)):
            if stored_batch and not stored_batch.result():
                return False
            stored_batch = submit(_store_batch, import_id, batch, checked_to)
            checked_to = batch[-1].row
            db.session.commit()
        return stored_batch is None or bool(stored_batch.result())


def _cursor(upload: ContactImport) -> int:
    """Return the last row whose batch is stored."""
    task = import_tasks.of(upload)
    return task.cursor if task else 0


def _lock_checking(import_id: int) -> ContactImport | None:
    """Lock and return the import; None if it is no longer being checked."""
    statement = select(ContactImport).where(
        ContactImport.id == import_id, ContactImport.status == ImportStatus.CHECKING
    )
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def _store_batch(import_id: int, batch: Sequence[ContactRow | BadRow], after: int) -> bool:
    """Store the rows after the row `after`, and commit; return False where others are stored."""
    upload = _lock_checking(import_id)
    task = import_tasks.of(upload) if upload else None
    if upload is None or task is None or task.cursor != after:
        db.session.rollback()
        return False
    db.session.execute(COMMIT_ASYNCHRONOUSLY)
    _write(upload, batch)
    upload.rows += len(batch)
    task.cursor = batch[-1].row
    import_tasks.renew(upload.task_id)
    db.session.commit()
    return True


def _write(upload: ContactImport, batch: Sequence[ContactRow | BadRow]) -> None:
    good = [row for row in batch if isinstance(row, ContactRow)]
    erased = erasures.erased(key for row in good for key in row.ids.keys)
    bad = [row for row in batch if isinstance(row, BadRow)]
    if erased:
        # Neither number nor cells of erased contacts are stored, not even here.
        rejected = [row for row in good if not erased.isdisjoint(row.ids.keys)]
        good = [row for row in good if erased.isdisjoint(row.ids.keys)]
        bad += [BadRow(row.row, [], "", FORGOTTEN) for row in rejected]
    copy_rows.store(upload.id, good, bad)
    if good:
        rows = {"first_row": good[0].row, "last_row": good[-1].row}
        db.session.add(ImportBatch(import_id=upload.id, **rows))
    upload.countries = Counter(upload.countries) + Counter(row.ids.country for row in good)
    run = longest_run([int(row.ids.phone.number) for row in good if row.ids.phone])
    upload.in_sequence = max(upload.in_sequence, run)
    upload.rejected += len(bad)


def _finish(upload: ContactImport) -> None:
    """Merge the rows of one contact, and count the known contacts and those who opted out."""
    params = {"id": upload.id}
    db.session.execute(text("ANALYZE import_rows"))
    db.session.execute(text("SET LOCAL work_mem = '128MB'"))  # a million keys are compared
    row_ids.resolve(upload)
    upload.repeated = db.session.execute(MERGE_REPEATED, params).rowcount  # type: ignore[attr-defined]
    upload.known, upload.opted_out = db.session.execute(FORECAST, params).one()
    upload.status = ImportStatus.CHECKED
