"""For how long WhatsApp tries to deliver a message."""

from datetime import timedelta

#: Where a template says nothing else. [D:ttl]
DEFAULT = timedelta(days=30)

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def lifetime(seconds: int | None) -> timedelta:
    """Answer a template's time to live.

    >>> lifetime(43_200), lifetime(None)
    (datetime.timedelta(seconds=43200), datetime.timedelta(days=30))
    """
    return timedelta(seconds=seconds) if seconds else DEFAULT


def in_words(life: timedelta) -> str:
    """Say how long it is, in the largest unit of which it is a whole number.

    >>> in_words(timedelta(days=30)), in_words(timedelta(hours=36)), in_words(timedelta(minutes=1))
    ('30 days', '36 hours', '1 minute')
    """
    seconds = int(life.total_seconds())
    unit, length = next((unit, length) for unit, length in _UNITS if seconds % length == 0)
    return f"{seconds // length} {unit}{'' if seconds == length else 's'}"
