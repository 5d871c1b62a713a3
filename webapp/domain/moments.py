"""Moments as WhatsApp writes them."""

from datetime import UTC, datetime


def from_seconds(seconds: object) -> datetime | None:
    """Return the moment of a number of seconds since 1970, also as a text; None if it is none.

    >>> from_seconds("1795516400"), from_seconds("soon")
    (datetime.datetime(2026, 11, 24, 8, 33, 20, tzinfo=datetime.timezone.utc), None)
    """
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return None
