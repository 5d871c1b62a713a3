"""The filters and the selection of the contact list, read from the request."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, request

from webapp.domain.imports.status import Became
from webapp.models import Subscription
from webapp.queries.contacts import default_country
from webapp.queries.contacts.lists import Selection
from webapp.views.shell import selection

Word = TypeVar("Word", bound=StrEnum)
FILTERS = ("search", "subscription", "file", "became")


def read() -> Selection:
    """Return the filters of the list; raise 404 for invalid ones."""
    return Selection(
        search=request.args.get("search", "").strip(),
        country=default_country.default_country(),
        subscription=_word("subscription", Subscription),
        file=_file(),
        became=_word("became", Became),
    )


def read_group() -> Selection:
    """Return the selection in the list: the selected rows, or all that match."""
    ids = selection.selected_ids()
    country = default_country.default_country()
    return read() if ids is None else Selection(country=country, ids=ids)


def filters() -> dict[str, Any]:
    """Return the filters as query parameters, for links."""
    return selection.query_params(*FILTERS)


def _word(name: str, words: type[Word]) -> Word | None:
    given = request.args.get(name, "")
    if given and given not in list(words):
        abort(404)
    return words(given) if given else None


def _file() -> int | None:
    given = request.args.get("file", "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 10):
        abort(404)
    return int(given) if given else None
