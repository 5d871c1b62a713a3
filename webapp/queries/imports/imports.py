"""Reading imports: the list, and the rejected rows."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, literal_column, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from webapp.domain.imports import row_errors
from webapp.domain.imports.row_errors import Cause
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ContactImport, RejectedRow
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

ORDERS = {"when": Order(ContactImport.id, ContactImport.id)}
NEWEST = "-when"

#: With more rejected rows the causes are not counted: the columns are wrong.
MAX_ROWS_WITH_CAUSES = 10_000


def page(place: Place | None = None, limit: int = 50) -> Page[ContactImport]:
    """Return a page of imports, the newest first."""
    return keyset_pages.page(
        select(ContactImport), place or Place(keyset_pages.order(ORDERS, NEWEST)), limit
    )


def names(limit: int = 100) -> dict[str, str]:
    """Return the names of the latest imported files, by their ids."""
    is_imported = ContactImport.status.in_((ImportStatus.DONE, ImportStatus.STOPPED))
    statement = select(ContactImport.id, ContactImport.filename).where(is_imported)
    rows = db.session.execute(statement.order_by(ContactImport.id.desc()).limit(limit))
    return {str(key): name for key, name in rows}


def rejected(import_id: int, limit: int = 200) -> Sequence[RejectedRow]:
    """Return the first rejected rows."""
    return db.session.scalars(_rejected(import_id, 0).limit(limit)).all()


def causes(contact_import: ContactImport) -> dict[Cause, int]:
    """Return the number of rejected rows by cause; nothing if there are too many rows."""
    if not 0 < contact_import.rejected <= MAX_ROWS_WITH_CAUSES:
        return {}
    code = type_coerce(RejectedRow.reason, JSONB)["code"].astext
    rows = select(code, func.count())
    by_code = rows.where(RejectedRow.import_id == contact_import.id).group_by(literal_column("1"))
    return row_errors.counts(dict(map(tuple, db.session.execute(by_code))))


def all_rejected(import_id: int, batch_rows: int = 1000) -> Iterator[RejectedRow]:
    """Yield every rejected row; they are read in batches."""
    after = 0
    while rows := db.session.scalars(_rejected(import_id, after).limit(batch_rows)).all():
        yield from rows
        after = rows[-1].row
        db.session.expunge_all()


def _rejected(import_id: int, after: int):  # type: ignore[no-untyped-def]
    conditions = RejectedRow.import_id == import_id, RejectedRow.row > after
    return select(RejectedRow).where(*conditions).order_by(RejectedRow.row)
