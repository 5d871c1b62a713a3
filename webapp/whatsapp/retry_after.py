"""The header `Retry-After`: how long a server asks us to wait."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the headers of a response ask us to wait; None if they do not.

    A date is compared with the server's own clock, the header `Date`.

    >>> seconds_asked({"Retry-After": "7"})
    7.0
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdecimal():
        return float(asked)
    until, now = _moment(asked), _moment(headers.get("Date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _moment(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None
