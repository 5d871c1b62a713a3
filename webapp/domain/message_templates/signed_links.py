"""Links that work for a limited time: when they end, as their own signature says."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

Query = Mapping[str, str]


def expiry(link: str) -> datetime | None:
    """Return when a signed link stops working; None if it does not say so.

    >>> expiry("https://files.example/a.png?Expires=1798761600&Signature=x")
    datetime.datetime(2027, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
    >>> expiry("https://files.example/a.png?size=3600") is None
    True
    """
    with suppress(ValueError, OverflowError):  # a link that is none, or times that are none
        query = {name.lower(): value for name, value in parse_qsl(urlsplit(link).query)}
        return next((end for read in _READERS if (end := read(query))), None)
    return None


def _since_date(prefix: str) -> Callable[[Query], datetime | None]:
    """Return a reader for a date and a number of seconds, as Amazon's and Google's storage sign."""

    def read(query: Query) -> datetime | None:
        if f"{prefix}-date" not in query or f"{prefix}-expires" not in query:
            return None
        begins = datetime.strptime(query[f"{prefix}-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return begins + timedelta(seconds=int(query[f"{prefix}-expires"]))

    return read


def _epoch(query: Query) -> datetime | None:
    """Read seconds since 1970, as older signatures and CloudFront have them."""
    is_signed = "expires" in query and query.keys() & {"signature", "key-pair-id", "sig", "token"}
    return datetime.fromtimestamp(int(query["expires"]), UTC) if is_signed else None


def _azure(query: Query) -> datetime | None:
    if not {"se", "sig"} <= query.keys():
        return None
    end = datetime.fromisoformat(query["se"])
    return end if end.tzinfo else end.replace(tzinfo=UTC)


def _facebook(query: Query) -> datetime | None:
    """Read the end of the links that WhatsApp gives for a template's example file."""
    is_signed = {"oe", "oh"} <= query.keys()
    return datetime.fromtimestamp(int(query["oe"], 16), UTC) if is_signed else None


_READERS = (
    *(_since_date(prefix) for prefix in ("x-amz", "x-goog", "x-oss")),
    *(_epoch, _azure, _facebook),
)
