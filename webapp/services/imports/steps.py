"""The steps of an import: upload, map, check, run, stop, undo. The work itself is in jobs."""

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
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import ContactImport, ImportPortion, ImportRow, RejectedRow
from webapp.services.accounts import audit
from webapp.services.imports import check as import_check
from webapp.services.imports import uploads

#: Files of which nothing was imported are forgotten after so long.
FORGOTTEN_AFTER = timedelta(days=30)


def upload(
    filename: str,
    pieces: Iterable[bytes],
    country: str,
    actor: str,
    key: uuid.UUID | None = None,
) -> ContactImport:
    """Keep a file and look at its first rows; one that is no table is refused in its `fault`.

    With a key that was used before nothing is kept: the file is found that has it.
    """
    given = {"key": key, "filename": filename[-200:], "size": 0, "created_by": actor}
    made = insert(ContactImport).values(**given, country=country)
    unless_there = made.on_conflict_do_nothing(index_elements=["key"])
    new_id = db.session.scalar(unless_there.returning(ContactImport.id))
    if new_id is None:
        return db.session.scalars(select(ContactImport).where(ContactImport.key == key)).one()
    kept = db.session.get_one(ContactImport, new_id)
    uploads.store(kept, pieces)
    look(kept)
    audit.note(actor, "contacts.upload", f"import {kept.id}", filename=kept.filename)
    return kept


def look(kept: ContactImport) -> None:
    """Read the first rows and propose what each column becomes."""
    try:
        shape = column_map.look(read_table(uploads.read(kept.id), kept.encoding))
    except BadFile as fault:
        kept.status, kept.fault = ImportStatus.REFUSED, fault.message
        return
    kept.shape = asdict(shape)
    kept.columns = column_map.dump(column_map.guess(shape))
    kept.status, kept.fault = ImportStatus.UPLOADED, None


def reopen(kept: ContactImport, encoding: str) -> None:
    """Look at the file again, its letters read in another way."""
    locked = lock(kept.id)
    require(locked, ImportStatus.UPLOADED)
    locked.encoding = encoding
    look(locked)


def check(kept: ContactImport, columns: Sequence[Column], country: str, consent: str) -> None:
    """Have the file read with these columns; enqueue `import_contacts` after the commit.

    Asked twice while it is read, it does nothing more. Raises InvalidInput where the columns do
    not make contacts.
    """
    if fault := column_map.fault(columns):
        raise InvalidInput(fault, {"columns": fault})
    locked, asked = lock(kept.id), (column_map.dump(columns), country, consent)
    if locked.status == ImportStatus.CHECKING and asked == (
        locked.columns,
        locked.country,
        locked.consent,
    ):
        return
    require(locked, ImportStatus.CHECKING)
    locked.columns, locked.country, locked.consent = asked
    import_check.begin(locked)


def start(kept: ContactImport, actor: str) -> None:
    """Have the checked rows imported, or go on after a stop. Asked twice, it does nothing more."""
    locked = lock(kept.id)
    if locked.status in (ImportStatus.RUNNING, ImportStatus.DONE):
        return
    require(locked, ImportStatus.RUNNING)
    locked.status, locked.worked_at = ImportStatus.RUNNING, clock.now()
    locked.started_at = locked.started_at or clock.now()
    locked.shape = {**locked.shape, "samples": []}  # people's values, of no more use
    audit.note(actor, "contacts.import", f"import {kept.id}", filename=kept.filename)


def stop(kept: ContactImport, actor: str) -> None:
    """Stop after the portion in hand; what is imported stays."""
    locked = lock(kept.id)
    if locked.status == ImportStatus.RUNNING:
        locked.status = ImportStatus.STOPPED
        audit.note(actor, "contacts.import_stop", f"import {kept.id}")


def undo(kept: ContactImport, actor: str) -> None:
    """Have everything taken back that nobody has touched since."""
    locked = lock(kept.id)
    if locked.status in (ImportStatus.UNDOING, ImportStatus.UNDONE):
        return
    require(locked, ImportStatus.UNDOING)
    locked.status, locked.worked_at = ImportStatus.UNDOING, clock.now()
    audit.note(actor, "contacts.import_undo", f"import {kept.id}")


def discard(kept: ContactImport, actor: str) -> None:
    """Forget a file of which nothing was imported."""
    locked = lock(kept.id)
    if locked.started_at is not None:
        raise WrongStatus(N_("The import has begun: stop and undo it instead."), locked.status)
    _drop(locked)
    audit.note(actor, "contacts.import_discard", f"import {kept.id}", filename=kept.filename)


def forget_old(now: datetime) -> None:
    """Forget the files with which nobody went on: they hold people's numbers."""
    waits = ContactImport.status.not_in(AT_WORK), ContactImport.started_at.is_(None)
    old = select(ContactImport).where(*waits, ContactImport.created_at < now - FORGOTTEN_AFTER)
    for kept in db.session.scalars(old.with_for_update(skip_locked=True)):
        _drop(kept)


def _drop(kept: ContactImport) -> None:
    for table in (ImportRow, ImportPortion, RejectedRow):
        db.session.execute(delete(table).where(table.import_id == kept.id))
    db.session.delete(kept)


def lock(import_id: int) -> ContactImport:
    """Fetch the import as it is now, for as long as the transaction lasts."""
    chosen = select(ContactImport).where(ContactImport.id == import_id).with_for_update()
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def require(kept: ContactImport, wanted: ImportStatus) -> None:
    """Raise WrongStatus where the import may not become that."""
    if not may_become(kept.status, wanted):
        message = N_("The import is at another step now: open its page again.")
        raise WrongStatus(message, kept.status)
