"""Rows of tables whose cells name their column: on a phone there is no place for a heading."""

import re
from collections.abc import Iterator, Sequence

from flask import Flask
from markupsafe import Markup, escape

_CELL = re.compile(r"<(?P<tag>td|th)(?P<rest>[^>]*)>(?P<blank>\s*–?\s*</)?")
#: A heading that begins so stands above numbers, or above bars, which have no words.
_KINDS = "#~"


def init_app(app: Flask) -> None:
    """Give the templates the filter."""
    app.jinja_env.filters["with_column_names"] = with_column_names


def with_column_names(cells: str, headings: Sequence[str]) -> Markup:
    """Write into each cell of a row the heading of its column, and which cells are blank.

    >>> with_column_names("<td>Ana</td><td> – </td>", ["Name", "#Sent"])
    Markup('<td data-column="Name">Ana</td><td data-column="Sent" class="blank"> – </td>')
    """
    names: Iterator[str] = iter(headings)
    return Markup(_CELL.sub(lambda cell: _named(cell, next(names, "")), cells))  # noqa: S704


def _named(cell: re.Match[str], heading: str) -> str:
    name = escape(heading.lstrip(_KINDS))
    rest, blank = cell["rest"], cell["blank"] or ""
    if blank and 'class="' in rest:
        rest = rest.replace('class="', 'class="blank ', 1)
    elif blank:
        rest += ' class="blank"'
    return f'<{cell["tag"]} data-column="{name}"{rest}>{blank}'
