"""Importing a checked file: in portions, each of a few statements over thousands of rows.

A portion is one transaction that also takes the portion from those that wait. Killed in the
middle, it never happened, and another begins with it: no row twice, and none lost. Two portions
are in hand at a time, and several jobs may work on one file.
"""

from psycopg.errors import DeadlockDetected
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from webapp import clock
from webapp.domain.imports.cell_values import KINDS
from webapp.domain.imports.column_map import Target, load
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ContactImport, ImportPortion, ImportRow
from webapp.services.background.app_threads import threads
from webapp.services.imports import steps, uploads
from webapp.services.imports.merge import Merged, merge

#: Portions in hand at a time.
LANES = 2
#: A portion that a crash of the database undoes is merely done again.
NO_NEED_TO_WAIT = text("SET LOCAL synchronous_commit = off")
REMEMBER_KINDS = text("""
INSERT INTO contact_attributes (name, kind)
SELECT * FROM unnest(CAST(:names AS text[]), CAST(:kinds AS text[]))
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind
""")


def run(import_id: int) -> None:
    """Import to the end, or until someone stops it; safe to run again and twice at once."""
    waiting = _waiting(import_id)
    db.session.commit()
    with threads(LANES) as beside:
        lanes = [beside(_lane, import_id) for _ in range(min(LANES, waiting))]
    for lane in lanes:
        lane.result()
    _finish(steps.lock(import_id))
    db.session.commit()


def _waiting(import_id: int) -> int:
    """Count the portions that are not imported yet, those in hand included."""
    chosen = select(func.count()).where(ImportPortion.import_id == import_id)
    return db.session.scalar(chosen) or 0


def _lane(import_id: int) -> None:
    """Import one portion after another, until none waits or someone has stopped the import."""
    is_careful = False
    while (merged := _portion(import_id, is_careful)) is not None:
        is_careful = is_careful or not merged


def _portion(import_id: int, is_careful: bool) -> bool | None:
    """Import the next portion that is in nobody's hand; None when there is none.

    False when someone else met one of these people at the same moment: it waits again.
    """
    portion = db.session.scalar(_next_portion(import_id))
    # Asked behind the portion's lock: whoever undoes a stopped import locks the portions first.
    upload = db.session.get_one(ContactImport, import_id, populate_existing=True)
    if portion is None or upload.status != ImportStatus.RUNNING:
        db.session.rollback()
        return None
    try:
        merged = merge(upload, portion, is_careful=is_careful)
    except DBAPIError as error:
        if not isinstance(error, IntegrityError) and not isinstance(error.orig, DeadlockDetected):
            raise
        merged = None
    if merged is None:
        db.session.rollback()
        return False
    _note(portion, merged)
    db.session.commit()
    return True


def _next_portion(import_id: int):  # type: ignore[no-untyped-def]
    chosen = select(ImportPortion).where(ImportPortion.import_id == import_id)
    first = chosen.order_by(ImportPortion.first_row).limit(1)
    return first.with_for_update(skip_locked=True)


def _note(portion: ImportPortion, merged: Merged) -> None:
    """Count what was done, and forget what it was done with; other lanes count at the same time."""
    db.session.execute(NO_NEED_TO_WAIT)
    rows = delete(ImportRow).where(
        ImportRow.import_id == portion.import_id,
        ImportRow.row.between(portion.first_row, portion.last_row),
    )
    db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.delete(portion)
    counted = update(ContactImport).where(ContactImport.id == portion.import_id)
    counted = counted.values(
        created=ContactImport.created + merged.created,
        updated=ContactImport.updated + merged.updated,
        unchanged=ContactImport.unchanged + merged.unchanged,
        worked_at=clock.now(),
    )
    db.session.execute(counted.execution_options(synchronize_session=False))


def _finish(upload: ContactImport) -> None:
    """Once nothing waits, note what kinds of values came, and forget the file itself."""
    if upload.status != ImportStatus.RUNNING or _waiting(upload.id):
        return
    _remember_kinds(upload)
    uploads.forget(upload.id)
    upload.status, upload.finished_at = ImportStatus.DONE, clock.now()


def _remember_kinds(upload: ContactImport) -> None:
    kinds = {
        one.attribute: KINDS[one.writing].value
        for one in load(upload.columns)
        if one.target == Target.ATTRIBUTE
    }
    db.session.execute(REMEMBER_KINDS, {"names": list(kinds), "kinds": list(kinds.values())})
