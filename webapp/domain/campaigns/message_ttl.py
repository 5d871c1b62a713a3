"""How long WhatsApp tries to deliver a message."""

from collections.abc import Callable
from datetime import timedelta

from webapp.domain.messages import Message, coded

#: The default if a template has no time to live. [D:ttl]
DEFAULT_TTL = timedelta(days=30)

_UNITS: tuple[tuple[int, Callable[[int], Message]], ...] = (
    (86_400, lambda count: coded("campaigns.days", num=count)),
    (3_600, lambda count: coded("campaigns.hours", num=count)),
    (60, lambda count: coded("campaigns.minutes", num=count)),
    (1, lambda count: coded("campaigns.seconds", num=count)),
)


def message_ttl(seconds: int | None) -> timedelta:
    """Return a template's time to live.

    >>> message_ttl(43_200), message_ttl(None)
    (datetime.timedelta(seconds=43200), datetime.timedelta(days=30))
    """
    return timedelta(seconds=seconds) if seconds else DEFAULT_TTL


def ttl_label(ttl: timedelta) -> Message:
    """Return the time to live as text, in the largest unit that divides it.

    >>> ttl_label(timedelta(days=30)), ttl_label(timedelta(hours=36))
    ('30 days', '36 hours')
    >>> ttl_label(timedelta(minutes=1))
    '1 minute'
    """
    seconds = int(ttl.total_seconds())
    length, words = next(unit for unit in _UNITS if seconds % unit[0] == 0)
    return words(seconds // length)
