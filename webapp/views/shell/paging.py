"""Pages of a long list, and how it is sorted: all of it travels in the address."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import abort, request

from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

CURSORS = {"after", "before"}


class Sorting(NamedTuple):
    """How a list is sorted: the order's name, after "-" where it goes down."""

    current: str
    default: str

    def links(self, headings: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return for each heading the address that sorts by it, and its direction now."""
        return {
            heading: (_list_url(sort=self._next(name)), self._direction(name))
            for heading, name in headings.items()
        }

    @property
    def parameter(self) -> str | None:
        """The order, for other addresses of the list; None for the default order."""
        return None if self.current == self.default else self.current

    def _next(self, name: str) -> str:
        """Return the order of a heading: ascending, or reversed if it sorts the list now."""
        if self.current.removeprefix("-") == name:
            return name if self.current.startswith("-") else f"-{name}"
        return self.default if self.default.removeprefix("-") == name else name

    def _direction(self, name: str) -> str:
        if self.current.removeprefix("-") != name:
            return ""
        return "descending" if self.current.startswith("-") else "ascending"


class ListRequest(NamedTuple):
    """The page of a list that the address asks for."""

    place: Place
    sorting: Sorting

    def template_values(self, page: Page[Any]) -> dict[str, Any]:
        """Return what the templates need to link to other pages and orders."""
        return {
            "sorting": self.sorting,
            "next_url": page.next_cursor and _list_url(after=page.next_cursor),
            "previous_url": page.previous_cursor and _list_url(before=page.previous_cursor),
            "first_url": _list_url() if CURSORS & request.args.keys() else None,
        }


def from_request(orders: Mapping[str, Order], default: str) -> ListRequest:
    """Read the order and the position from the address; 404 for unknown ones."""
    sort = request.args.get("sort") or default
    after, before = request.args.get("after"), request.args.get("before")
    try:
        order = keyset_pages.order(orders, sort)
        edge = order.read(before or after or "") if before or after else None
    except (KeyError, ValueError):
        abort(404)
    return ListRequest(Place(order, edge, bool(before)), Sorting(sort, default))


def _list_url(**changed: str) -> str:
    """Return the address of the first page with the same filters and these changes."""
    filters = {name: value for name, value in request.args.items() if name not in CURSORS}
    return f"{request.script_root}{request.path}?{urlencode(filters | changed)}"
