"""Reading imports: the list, and the rows that were left out."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from webapp.domain.import_status import ImportStatus
from webapp.extensions import db
from webapp.models import Contact, ContactImport, ImportedContact, RejectedRow


def latest(limit: int = 50) -> Sequence[ContactImport]:
    """List the latest files, the newest first."""
    chosen = select(ContactImport).order_by(ContactImport.id.desc()).limit(limit)
    return db.session.scalars(chosen).all()


def names(limit: int = 100) -> dict[str, str]:
    """Name the latest files that were imported, by their ids."""
    imported = ContactImport.status.in_((ImportStatus.DONE, ImportStatus.STOPPED))
    chosen = select(ContactImport.id, ContactImport.filename).where(imported)
    rows = db.session.execute(chosen.order_by(ContactImport.id.desc()).limit(limit))
    return {str(key): name for key, name in rows}


def of_contact(contact: Contact, limit: int = 50) -> Sequence[ContactImport]:
    """List the files that named the person, the latest first."""
    chosen = select(ContactImport).join(
        ImportedContact, ImportedContact.import_id == ContactImport.id
    )
    named = chosen.where(ImportedContact.contact_id == contact.id)
    return db.session.scalars(named.order_by(ContactImport.id.desc()).limit(limit)).all()


def rejected(import_id: int, limit: int = 200) -> Sequence[RejectedRow]:
    """List the first rows that were left out."""
    return db.session.scalars(_rejected(import_id, 0).limit(limit)).all()


def all_rejected(import_id: int, portion: int = 1000) -> Iterator[RejectedRow]:
    """Read every row that was left out, a portion at a time."""
    after = 0
    while rows := db.session.scalars(_rejected(import_id, after).limit(portion)).all():
        yield from rows
        after = rows[-1].row
        db.session.expunge_all()


def _rejected(import_id: int, after: int):  # type: ignore[no-untyped-def]
    chosen = select(RejectedRow).where(RejectedRow.import_id == import_id, RejectedRow.row > after)
    return chosen.order_by(RejectedRow.row)
