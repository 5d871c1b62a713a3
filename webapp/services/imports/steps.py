"""The steps of an import: upload, map, check, run, stop, undo. Jobs do the work itself."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.imports import column_map
from webapp.domain.imports.column_map import Column
from webapp.domain.imports.status import AT_WORK, ImportStatus, may_become
from webapp.domain.imports.unpacking import BadFile
from webapp.domain.imports.uploads import read as read_table
from webapp.domain.messages import storable_text
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import ContactImport, ImportBatch, ImportRow, RejectedRow
from webapp.services.accounts import audit
from webapp.services.imports import check as import_check
from webapp.services.imports import import_tasks, uploads

#: Files that were never imported are deleted after this time.
ABANDONED_AFTER = timedelta(days=30)


def upload(
    filename: str,
    pieces: Iterable[bytes],
    country: str,
    actor: str,
    key: uuid.UUID | None = None,
) -> ContactImport:
    """Store a file and read its first rows; return the import.

    A file that is not a table is refused, and its `fault` has the reason. With a key that was used
    before nothing is stored, and the import with that key is returned.
    """
    values = {
        "key": key,
        "filename": storable_text(filename)[-200:],
        "size": 0,
        "created_by": actor,
    }
    row = insert(ContactImport).values(**values, country=country)
    if_new = row.on_conflict_do_nothing(index_elements=["key"])
    new_id = db.session.scalar(if_new.returning(ContactImport.id))
    if new_id is None:
        return db.session.scalars(select(ContactImport).where(ContactImport.key == key)).one()
    contact_import = db.session.get_one(ContactImport, new_id)
    uploads.store(contact_import, pieces)
    read_shape(contact_import)
    audit.note(
        actor, "contacts.upload", f"import {contact_import.id}", filename=contact_import.filename
    )
    return contact_import


def read_shape(contact_import: ContactImport) -> None:
    """Read the first rows and propose what each column becomes."""
    try:
        shape = column_map.read_shape(
            read_table(uploads.read(contact_import.id), contact_import.encoding)
        )
    except BadFile as fault:
        contact_import.status, contact_import.fault = ImportStatus.REFUSED, fault.message
        return
    contact_import.shape = asdict(shape)
    contact_import.columns = column_map.dump(column_map.guess(shape))
    contact_import.status, contact_import.fault = ImportStatus.UPLOADED, None


def reopen(contact_import: ContactImport, encoding: str) -> None:
    """Read the first rows again with another character encoding."""
    locked = lock(contact_import.id)
    require(locked, ImportStatus.UPLOADED)
    locked.encoding = encoding
    read_shape(locked)


def check(
    contact_import: ContactImport, columns: Sequence[Column], country: str, consent: str
) -> None:
    """Request a check of the file with these columns; enqueue its task after the commit.

    A second call with the same settings does nothing. Raises InvalidInput if the columns
    cannot be imported.
    """
    if fault := column_map.find_fault(columns):
        raise InvalidInput(fault, {"columns": fault})
    locked, settings = lock(contact_import.id), (column_map.dump(columns), country, consent)
    if locked.status == ImportStatus.CHECKING and settings == (
        locked.columns,
        locked.country,
        locked.consent,
    ):
        return
    require(locked, ImportStatus.CHECKING)
    locked.columns, locked.country, locked.consent = settings
    import_check.begin(locked)
    import_tasks.add(locked, locked.created_by)


def start(contact_import: ContactImport, actor: str) -> None:
    """Request the import of the checked rows, also after a stop. A second call does nothing."""
    locked = lock(contact_import.id)
    if locked.status in (ImportStatus.RUNNING, ImportStatus.DONE):
        return
    require(locked, ImportStatus.RUNNING)
    locked.status = ImportStatus.RUNNING
    locked.started_at = locked.started_at or clock.now()
    locked.shape = {**locked.shape, "samples": []}  # contacts' values, not needed any more
    import_tasks.add(locked, actor)
    audit.note(
        actor, "contacts.import", f"import {contact_import.id}", filename=contact_import.filename
    )


def stop(contact_import: ContactImport, actor: str) -> None:
    """Stop after the current batch; what is imported stays."""
    locked = lock(contact_import.id)
    if locked.status == ImportStatus.RUNNING:
        locked.status = ImportStatus.STOPPED
        audit.note(actor, "contacts.import_stop", f"import {contact_import.id}")


def undo(contact_import: ContactImport, actor: str) -> None:
    """Request the undo of everything that has not changed since."""
    locked = lock(contact_import.id)
    if locked.status in (ImportStatus.UNDOING, ImportStatus.UNDONE):
        return
    require(locked, ImportStatus.UNDOING)
    locked.status = ImportStatus.UNDOING
    import_tasks.add(locked, actor)
    audit.note(actor, "contacts.import_undo", f"import {contact_import.id}")


def discard(contact_import: ContactImport, actor: str) -> None:
    """Delete a file that was never imported."""
    locked = lock(contact_import.id)
    if locked.started_at is not None:
        raise WrongStatus(N_("The import has begun: stop and undo it instead."), locked.status)
    _delete(locked)
    audit.note(
        actor,
        "contacts.import_discard",
        f"import {contact_import.id}",
        filename=contact_import.filename,
    )


def delete_abandoned(now: datetime) -> None:
    """Delete the files that nobody continued with, because they hold phone numbers."""
    is_waiting = ContactImport.status.not_in(AT_WORK), ContactImport.started_at.is_(None)
    is_old = ContactImport.created_at < now - ABANDONED_AFTER
    abandoned = select(ContactImport).where(*is_waiting, is_old)
    for contact_import in db.session.scalars(abandoned.with_for_update(skip_locked=True)):
        _delete(contact_import)


def _delete(contact_import: ContactImport) -> None:
    for table in (ImportRow, ImportBatch, RejectedRow):
        db.session.execute(delete(table).where(table.import_id == contact_import.id))
    db.session.delete(contact_import)


def lock(import_id: int) -> ContactImport:
    """Lock the import until the commit, and return it."""
    statement = select(ContactImport).where(ContactImport.id == import_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def require(contact_import: ContactImport, status: ImportStatus) -> None:
    """Raise WrongStatus if the import may not change to the status."""
    if not may_become(contact_import.status, status):
        message = N_("The import is at another step now: open its page again.")
        raise WrongStatus(message, contact_import.status)
