"""Reading imports: the list, and the rows that were left out."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, literal_column, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from webapp.domain.imports import row_errors
from webapp.domain.imports.row_errors import Cause
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ContactImport, RejectedRow
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Cut, Order, Place

ORDERS = {"when": Order(ContactImport.id, ContactImport.id)}
NEWEST = "-when"

#: Rows left out of which it is counted what is to be corrected; with more, the columns are wrong.
MOST_CAUSES = 10_000


def page(place: Place | None = None, limit: int = 50) -> Cut[ContactImport]:
    """List the files, the newest first."""
    return keyset_pages.page(
        select(ContactImport), place or Place(keyset_pages.order(ORDERS, NEWEST)), limit
    )


def names(limit: int = 100) -> dict[str, str]:
    """Name the latest files that were imported, by their ids."""
    imported = ContactImport.status.in_((ImportStatus.DONE, ImportStatus.STOPPED))
    chosen = select(ContactImport.id, ContactImport.filename).where(imported)
    rows = db.session.execute(chosen.order_by(ContactImport.id.desc()).limit(limit))
    return {str(key): name for key, name in rows}


def rejected(import_id: int, limit: int = 200) -> Sequence[RejectedRow]:
    """List the first rows that were left out."""
    return db.session.scalars(_rejected(import_id, 0).limit(limit)).all()


def causes(kept: ContactImport) -> dict[Cause, int]:
    """Count what is to be corrected in the rows that were left out; nothing where they are many."""
    if not 0 < kept.rejected <= MOST_CAUSES:
        return {}
    code = type_coerce(RejectedRow.reason, JSONB)["code"].astext
    rows = select(code, func.count())
    found = rows.where(RejectedRow.import_id == kept.id).group_by(literal_column("1"))
    return row_errors.counts(dict(map(tuple, db.session.execute(found))))


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
