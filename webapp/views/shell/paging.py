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

    now: str
    usual: str

    def links(self, headings: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return for each heading that sorts its link, and how it is sorted now."""
        return {
            heading: (_here(sort=self._next(name)), self._direction(name))
            for heading, name in headings.items()
        }

    @property
    def chosen(self) -> str | None:
        """The order, for other addresses of the list; None for the usual one."""
        return None if self.now == self.usual else self.now

    def _next(self, name: str) -> str:
        """A heading sorts upwards, one that sorts already the other way round."""
        if self.now.removeprefix("-") == name:
            return name if self.now.startswith("-") else f"-{name}"
        return self.usual if self.usual.removeprefix("-") == name else name

    def _direction(self, name: str) -> str:
        if self.now.removeprefix("-") != name:
            return ""
        return "descending" if self.now.startswith("-") else "ascending"


class Asked(NamedTuple):
    """What page of a list the address asks for."""

    place: Place
    sorting: Sorting

    def shown(self, page: Page[Any]) -> dict[str, Any]:
        """Return what the templates need to link to the other pages and orders."""
        return {
            "sorting": self.sorting,
            "next_url": page.next_cursor and _here(after=page.next_cursor),
            "previous_url": page.previous_cursor and _here(before=page.previous_cursor),
            "first_url": _here() if CURSORS & request.args.keys() else None,
        }


def asked(orders: Mapping[str, Order], usual: str) -> Asked:
    """Read the address; 404 for an order that there is none of, or a place that is none."""
    sort = request.args.get("sort") or usual
    after, before = request.args.get("after"), request.args.get("before")
    try:
        order = keyset_pages.order(orders, sort)
        edge = order.read(before or after or "") if before or after else None
    except (KeyError, ValueError):
        abort(404)
    return Asked(Place(order, edge, bool(before)), Sorting(sort, usual))


def _here(**changed: str) -> str:
    """Return the present address with these changes and the same filters, on the first page."""
    kept = {name: value for name, value in request.args.items() if name not in CURSORS}
    return f"{request.script_root}{request.path}?{urlencode(kept | changed)}"
