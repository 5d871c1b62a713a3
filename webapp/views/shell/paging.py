"""Paging and sorting of long lists, with the state in the query string."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import abort, request

from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

CURSORS = {"after", "before"}


class Sorting(NamedTuple):
    """How a list is sorted: the order's name, with "-" in front if descending."""

    current: str
    default: str

    def links(self, headings: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return the sort address and the current direction of each heading."""
        return {
            heading: (_list_url(sort=self._next(name)), self._direction(name))
            for heading, name in headings.items()
        }

    @property
    def parameter(self) -> str | None:
        """Return the order for links to the list; None for the default order."""
        return None if self.current == self.default else self.current

    def _next(self, name: str) -> str:
        """Return the order of a heading: ascending, or reversed if the list is sorted by it."""
        if self.current.removeprefix("-") == name:
            return name if self.current.startswith("-") else f"-{name}"
        return self.default if self.default.removeprefix("-") == name else name

    def _direction(self, name: str) -> str:
        if self.current.removeprefix("-") != name:
            return ""
        return "descending" if self.current.startswith("-") else "ascending"


class ListRequest(NamedTuple):
    """The requested page of a list."""

    place: Place
    sorting: Sorting

    def template_values(self, page: Page[Any]) -> dict[str, Any]:
        """Return the template variables for links to other pages and orders."""
        return {
            "sorting": self.sorting,
            "next_url": page.next_cursor and _list_url(after=page.next_cursor),
            "previous_url": page.previous_cursor and _list_url(before=page.previous_cursor),
            "first_url": _list_url() if CURSORS & request.args.keys() else None,
        }


def from_request(orders: Mapping[str, Order], default: str) -> ListRequest:
    """Return the requested order and position; raise 404 for unknown ones."""
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
