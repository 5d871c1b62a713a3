"""Pages of long sorted lists, before or after a row, never by counting rows."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from webapp.extensions import db

Listed = TypeVar("Listed")
#: The position of a row: the values of the order's columns.
Edge = tuple[Any, ...]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise ValueError(text)
    return int(text)


def _words(text: str) -> str:
    if "\0" in text:  # the database has no such text
        raise ValueError(text)
    return text


#: The parsers of a cursor's values, by the types of the columns.
_READ: Mapping[type, Callable[[str], Any]] = {
    int: _number,
    str: _words,
    datetime: datetime.fromisoformat,
    uuid.UUID: uuid.UUID,
}


#: Begins the cursors of rows in which the sorted column is missing.
MISSING = "~"


class Order(NamedTuple):
    """The order of a list, ascending; equal rows are sorted by their unique key.

    A unique column that may be missing is its own key. The rows without it come last, in either
    direction, by `without`.
    """

    by: ColumnElement[Any] | InstrumentedAttribute[Any]
    key: InstrumentedAttribute[Any]
    goes_down: bool = False
    without: InstrumentedAttribute[Any] | None = None

    @property
    def rest(self) -> "Order | None":
        """Return the order of the rows in which the column is missing, if there can be any."""
        return self.without and Order(self.without, self.without, self.goes_down)

    @property
    def columns(self) -> list[Any]:
        return [self.key] if self.by is self.key else [self.by, self.key]

    @property
    def clauses(self) -> list[Any]:
        """Return the columns of ORDER BY, with their directions."""
        return [column.desc() if self.goes_down else column.asc() for column in self.columns]

    def read(self, cursor: str) -> Edge:
        """Return where a page begins. Raises ValueError if it is not a cursor of this order."""
        if self.rest and cursor.startswith(MISSING):
            return (None, *self.rest.read(cursor.removeprefix(MISSING)))
        texts = cursor.rsplit("~", 1) if len(self.columns) > 1 else [cursor]
        try:
            pairs = zip(self.columns, texts, strict=True)
            return tuple(_READ[column.type.python_type](text) for column, text in pairs)
        except ValueError:
            raise ValueError(f"There is no such place: {cursor}") from None

    def write(self, edge: Sequence[Any]) -> str:
        """Return the cursor of a row."""
        return "~".join(
            value.isoformat() if isinstance(value, datetime) else str(value) for value in edge
        )


def order(orders: Mapping[str, Order], sort: str) -> Order:
    """Return an order by its name, reversed if it begins with "-". Raises KeyError."""
    return orders[sort.removeprefix("-")]._replace(goes_down=sort.startswith("-"))


class Place(NamedTuple):
    """The position of a page: after or before the row with these values; else at the top."""

    order: Order
    edge: Edge | None = None
    is_backwards: bool = False


class Page(NamedTuple, Generic[Listed]):
    """The rows of a page, and the cursors of the next and the previous page."""

    rows: Sequence[Listed]
    next_cursor: str | None
    previous_cursor: str | None


def page(statement: Select[Listed], place: Place, limit: int) -> Page[Listed]:
    """Return a page of the list.

    One additional row is read, to know whether others follow. Before a position the nearest rows
    are read first, and then reversed.
    """
    found = _nearest(statement, place, limit + 1)
    has_more, came_from_there = len(found) > limit, place.edge is not None
    shown = found[:limit][::-1] if place.is_backwards else found[:limit]
    if not shown:
        return Page([], None, None)
    has_next = came_from_there if place.is_backwards else has_more
    has_previous = has_more if place.is_backwards else came_from_there
    return Page(
        [row for row, _ in shown],
        shown[-1][1] if has_next else None,
        shown[0][1] if has_previous else None,
    )


def _nearest(statement: Select[Listed], place: Place, count: int) -> list[tuple[Listed, str]]:
    """Return the rows next to the place with their cursors, the nearest first."""
    order, edge, is_backwards = place
    if order.rest is None:
        return _read(statement, place, count)
    complete = order._replace(without=None)
    having, lacking = (statement.where(one) for one in (order.by.is_not(None), order.by.is_(None)))
    rows: list[tuple[Listed, str]] = []
    if edge is None or edge[0] is not None:
        rows = _read(having, Place(complete, edge, is_backwards), count)
        if is_backwards:
            return rows
        edge = (None,)
    rows += _read(
        lacking, Place(order.rest, edge[1:] or None, is_backwards), count - len(rows), MISSING
    )
    if is_backwards:
        rows += _read(having, Place(complete, None, is_backwards), count - len(rows))
    return rows


def _read(
    statement: Select[Listed], place: Place, count: int, mark: str = ""
) -> list[tuple[Listed, str]]:
    """Return the rows of one order that are next to the place, with their cursors."""
    order, edge, is_backwards = place
    columns, falls = order.columns, order.goes_down is not is_backwards
    if count <= 0:
        return []
    if edge is not None:
        keys = tuple_(*columns)
        statement = statement.where(keys < edge if falls else keys > edge)
    statement = statement.add_columns(*columns).order_by(*order._replace(goes_down=falls).clauses)
    rows = db.session.execute(statement.limit(count)).all()
    return [(row[0], mark + order.write(row[1:])) for row in rows]
