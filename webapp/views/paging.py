"""Pages of a long list, from after a cursor that travels in the address."""

import uuid
from datetime import datetime
from typing import Any

from flask import abort, request, url_for

Keyset = tuple[datetime, uuid.UUID]


def after_number() -> int | None:
    """Read the cursor of a list that is ordered by a number; 404 for one that is none."""
    given = request.args.get("after")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 18:
        abort(404)
    return int(given)


def after_moment() -> Keyset | None:
    """Read the cursor of a list that is ordered by moment and id; 404 for one that is none."""
    given = request.args.get("after")
    if not given:
        return None
    try:
        moment, key = given.split("~")
        return datetime.fromisoformat(moment), uuid.UUID(key)
    except ValueError:
        abort(404)


def next_url(cursor: int | Keyset | None) -> str | None:
    """Answer the address of the next page, with the same filters; None on the last one."""
    if cursor is None:
        return None
    if isinstance(cursor, tuple):
        return _here(after=f"{cursor[0].isoformat()}~{cursor[1]}")
    return _here(after=str(cursor))


def first_url() -> str | None:
    """Answer the address of the first page, with the same filters; None when on it."""
    return _here() if "after" in request.args else None


def _here(**changed: str) -> str:
    kept = {name: value for name, value in request.args.items() if name != "after"}
    values: dict[str, Any] = {**(request.view_args or {}), **kept, **changed}
    return url_for(request.endpoint or "", **values)
