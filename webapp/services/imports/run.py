"""Importing a checked file: in batches, each of a few statements over thousands of rows.

A batch is one transaction that also deletes the waiting batch. If it is killed, it changes
nothing, and another worker repeats it: no row is imported twice or lost. Two threads
work on batches at the same time, and several jobs may work on one file.
"""

from psycopg.errors import DeadlockDetected
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from webapp import clock
from webapp.domain.imports.cell_values import KINDS
from webapp.domain.imports.column_map import Target, load
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ContactImport, ImportBatch, ImportRow
from webapp.services.background.app_threads import threads
from webapp.services.imports import import_tasks, steps, uploads
from webapp.services.imports.merge import MergeCounts, merge

#: Threads that import batches at the same time.
IMPORT_THREADS = 2
#: A batch that is lost in a crash of the database is simply done again.
COMMIT_ASYNCHRONOUSLY = text("SET LOCAL synchronous_commit = off")
STORE_KINDS = text("""
INSERT INTO contact_attributes (name, kind)
SELECT * FROM unnest(CAST(:names AS text[]), CAST(:kinds AS text[]))
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind
""")


def run(import_id: int) -> None:
    """Import to the end, or until a user stops it; safe to run again and twice at once."""
    waiting = _waiting_batches(import_id)
    db.session.commit()
    with threads(IMPORT_THREADS) as submit:
        futures = [submit(_import_all, import_id) for _ in range(min(IMPORT_THREADS, waiting))]
    for future in futures:
        future.result()
    _finish(steps.lock(import_id))
    db.session.commit()


def _waiting_batches(import_id: int) -> int:
    """Return the number of batches that are not imported yet, the current ones included."""
    statement = select(func.count()).where(ImportBatch.import_id == import_id)
    return db.session.scalar(statement) or 0


def _import_all(import_id: int) -> None:
    """Import one batch after another, until none waits or a user has stopped the import."""
    is_careful = False
    while (is_merged := _import_next(import_id, is_careful)) is not None:
        is_careful = is_careful or not is_merged


def _import_next(import_id: int, is_careful: bool) -> bool | None:
    """Import the next batch that no other worker has; return None when there is none.

    Returns False when another worker created one of these contacts at the same moment: the batch
    waits again.
    """
    batch = db.session.scalar(_next_batch(import_id))
    # Read after the batch is locked: the undo of a stopped import locks the batches first.
    upload = db.session.get_one(ContactImport, import_id, populate_existing=True)
    if batch is None or upload.status != ImportStatus.RUNNING:
        db.session.rollback()
        return None
    try:
        counts = merge(upload, batch, is_careful=is_careful)
    except DBAPIError as error:
        if not isinstance(error, IntegrityError) and not isinstance(error.orig, DeadlockDetected):
            raise
        counts = None
    if counts is None:
        db.session.rollback()
        return False
    _delete_imported(batch, counts)
    import_tasks.renew(upload.task_id)
    db.session.commit()
    return True


def _next_batch(import_id: int):  # type: ignore[no-untyped-def]
    statement = select(ImportBatch).where(ImportBatch.import_id == import_id)
    first = statement.order_by(ImportBatch.first_row).limit(1)
    return first.with_for_update(skip_locked=True)


def _delete_imported(batch: ImportBatch, counts: MergeCounts) -> None:
    """Delete the batch and its rows, and add its counts, as other threads do at the same time."""
    db.session.execute(COMMIT_ASYNCHRONOUSLY)
    rows = delete(ImportRow).where(
        ImportRow.import_id == batch.import_id,
        ImportRow.row.between(batch.first_row, batch.last_row),
    )
    db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.delete(batch)
    statement = update(ContactImport).where(ContactImport.id == batch.import_id)
    statement = statement.values(
        created=ContactImport.created + counts.created,
        updated=ContactImport.updated + counts.updated,
        unchanged=ContactImport.unchanged + counts.unchanged,
    )
    db.session.execute(statement.execution_options(synchronize_session=False))


def _finish(upload: ContactImport) -> None:
    """Store the kinds of the values and delete the file, if no batch waits."""
    if upload.status != ImportStatus.RUNNING or _waiting_batches(upload.id):
        return
    _store_kinds(upload)
    uploads.delete_file(upload.id)
    upload.status, upload.finished_at = ImportStatus.DONE, clock.now()


def _store_kinds(upload: ContactImport) -> None:
    kinds = {
        column.attribute: KINDS[column.writing].value
        for column in load(upload.columns)
        if column.target == Target.ATTRIBUTE
    }
    db.session.execute(STORE_KINDS, {"names": list(kinds), "kinds": list(kinds.values())})
