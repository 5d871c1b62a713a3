"""Pages of a long list, from after a cursor that travels in the address."""

from typing import Any

from flask import abort, request, url_for

from webapp.queries.keysets import Place

CURSORS = {"after", "before"}


def place() -> Place:
    """Read where the page of a list lies that is ordered by a number; 404 for what is none."""
    return Place(_number("after"), _number("before"))


def _number(name: str) -> int | None:
    given = request.args.get(name)
    if not given:
        return None
    if not given.isdecimal() or len(given) > 18:
        abort(404)
    return int(given)


def after_text() -> tuple[str, str]:
    """Read the cursors, behind and in front, of a list that is ordered by anything else."""
    return request.args.get("after", ""), request.args.get("before", "")


def next_url(cursor: int | str | None) -> str | None:
    """Answer the address of the next page, with the same filters; None on the last one."""
    return None if cursor is None else _here(after=str(cursor))


def previous_url(cursor: int | str | None) -> str | None:
    """Answer the address of the page before, with the same filters; None on the first one."""
    return None if cursor is None else _here(before=str(cursor))


def first_url() -> str | None:
    """Answer the address of the first page, with the same filters; None when on it."""
    return _here() if CURSORS & request.args.keys() else None


def _here(**changed: str) -> str:
    kept = {name: value for name, value in request.args.items() if name not in CURSORS}
    values: dict[str, Any] = {**(request.view_args or {}), **kept, **changed}
    return url_for(request.endpoint or "", **values)
