"""Table rows whose cells contain their column's name, because phones show no headings."""

import re
from collections.abc import Iterator, Sequence

from flask import Flask
from markupsafe import Markup, escape

_CELL = re.compile(r"<(?P<tag>td|th)(?P<rest>[^>]*)>(?P<blank>\s*–?\s*</)?")
#: Prefixes of headings: columns of numbers, and of bars without text.
_KINDS = "#~"


def init_app(app: Flask) -> None:
    """Register the filter."""
    app.jinja_env.filters["with_column_names"] = with_column_names


def with_column_names(cells: str, headings: Sequence[str]) -> Markup:
    """Return a row whose cells have their column's heading, with blank cells marked.

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
