"""For how long WhatsApp tries to deliver a message."""

from collections.abc import Callable
from datetime import timedelta

from webapp.domain.translatable import NN_, Text

#: Where a template says nothing else. [D:ttl]
DEFAULT = timedelta(days=30)

_UNITS: tuple[tuple[int, Callable[[int], Text]], ...] = (
    (86_400, lambda count: NN_("%(num)s day", "%(num)s days", count)),
    (3_600, lambda count: NN_("%(num)s hour", "%(num)s hours", count)),
    (60, lambda count: NN_("%(num)s minute", "%(num)s minutes", count)),
    (1, lambda count: NN_("%(num)s second", "%(num)s seconds", count)),
)


def lifetime(seconds: int | None) -> timedelta:
    """Answer a template's time to live.

    >>> lifetime(43_200), lifetime(None)
    (datetime.timedelta(seconds=43200), datetime.timedelta(days=30))
    """
    return timedelta(seconds=seconds) if seconds else DEFAULT


def in_words(life: timedelta) -> Text:
    """Say how long it is, in the largest unit of which it is a whole number.

    >>> in_words(timedelta(days=30)), in_words(timedelta(hours=36)), in_words(timedelta(minutes=1))
    ('30 days', '36 hours', '1 minute')
    """
    seconds = int(life.total_seconds())
    length, words = next(unit for unit in _UNITS if seconds % unit[0] == 0)
    return words(seconds // length)
