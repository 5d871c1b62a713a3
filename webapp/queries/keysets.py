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
    return _read(chosen, number, place, limit, goes_down=True)


def oldest_first(
    chosen: Select[Listed], number: InstrumentedAttribute[int], place: Place, limit: int
) -> Cut[Listed]:
    """Read a page of a list whose first row has the lowest number."""
    return _read(chosen, number, place, limit, goes_down=False)


def _read(
    chosen: Select[Listed],
    number: InstrumentedAttribute[int],
    place: Place,
    limit: int,
    *,
    goes_down: bool,
) -> Cut[Listed]:
    """Read one row more than the page has, to know whether others follow.

    In front of a place the nearest rows are read first, and turned round.
    """
    is_backwards = place.before is not None
    edge = place.before if is_backwards else place.after
    is_falling = goes_down is not is_backwards
    if edge is not None:
        chosen = chosen.where(number < edge if is_falling else number > edge)
    order = number.desc() if is_falling else number.asc()
    found = db.session.scalars(chosen.order_by(order).limit(limit + 1)).all()
    has_more, came_from_there = len(found) > limit, edge is not None
    rows = found[:limit][::-1] if is_backwards else found[:limit]
    if not rows:
        return Cut(rows, None, None)
    has_next = came_from_there if is_backwards else has_more
    has_previous = has_more if is_backwards else came_from_there
    return Cut(
        rows,
        _of(rows[-1], number) if has_next else None,
        _of(rows[0], number) if has_previous else None,
    )


def _of(row: Any, number: InstrumentedAttribute[int]) -> int:
    return int(getattr(row, number.key))
