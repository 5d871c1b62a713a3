"""Pages of long lists: from a row on, or up to one, never by counting rows."""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.extensions import db

Listed = TypeVar("Listed")


class Place(NamedTuple):
    """Where a page lies: behind the row with a number, or in front of it; else at the beginning."""

    after: int | None = None
    before: int | None = None


class Cut(NamedTuple, Generic[Listed]):
    """The rows of a page, and the numbers behind and in front of which others lie."""

    rows: Sequence[Listed]
    next_cursor: int | None
    previous_cursor: int | None


def newest_first(
    chosen: Select[Listed], number: InstrumentedAttribute[int], place: Place, limit: int
) -> Cut[Listed]:
    """Read a page of a list whose newest row has the highest number."""
    if place.before is not None:
        return _backwards(chosen.where(number > place.before).order_by(number), number, limit)
    if place.after is not None:
        chosen = chosen.where(number < place.after)
    found = db.session.scalars(chosen.order_by(number.desc()).limit(limit + 1)).all()
    rows = found[:limit]
    return Cut(
        rows,
        _of(rows[-1], number) if len(found) > limit else None,
        _of(rows[0], number) if rows and place.after is not None else None,
    )


def _backwards(
    chosen: Select[Listed], number: InstrumentedAttribute[int], limit: int
) -> Cut[Listed]:
    """Read the rows in front of the place, nearest first, and turn them round."""
    found = db.session.scalars(chosen.limit(limit + 1)).all()
    rows = found[:limit][::-1]
    return Cut(
        rows,
        _of(rows[-1], number) if rows else None,
        _of(rows[0], number) if len(found) > limit else None,
    )


def _of(row: Any, number: InstrumentedAttribute[int]) -> int:
    return int(getattr(row, number.key))
