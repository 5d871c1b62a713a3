"""The effect of events about numbers and accounts on sending."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.messages import Message, coded
from webapp.domain.moments import from_seconds
from webapp.domain.planning.messaging_limits import MESSAGING_LIMITS, THROUGHPUT

HIGH_THROUGHPUT = THROUGHPUT["HIGH"]
#: Events about the quality of a number.
NUMBER_QUALITY = {"FLAGGED": "RED", "UNFLAGGED": "GREEN"}
#: The keys of limits, the newer first.
LIMIT_KEYS = (
    "max_daily_conversations_per_business",
    "max_daily_conversation_per_phone",
    "current_limit",
)
UNLIMITED = -1
#: The largest limit that its column holds.
LARGEST_LIMIT = 2**31 - 1
#: A limit of a name that is not known yet: TIER_5K.
TIER = re.compile(r"TIER_(\d{1,6})(K?)")
#: The most values of an event that its notice names, and the most characters of each.
MAX_VALUES, MAX_VALUE_LENGTH = 10, 80
#: The ends of the keys that hold seconds since 1970.
_MOMENTS = ("time", "expiration", "timestamp", "date")


@dataclass(frozen=True)
class Limit:
    """A messaging limit: different people in 24 hours, or None for no limit."""

    contacts: int | None


def limit(value: Mapping[str, Any]) -> Limit | None:
    """Return the messaging limit in the value; None where there is none.

    >>> limit({"max_daily_conversations_per_business": "TIER_2K"})
    Limit(contacts=2000)
    """
    for key in LIMIT_KEYS:
        stated = value.get(key)
        if isinstance(stated, str):
            stated = _tier(stated.strip().upper())
            if isinstance(stated, Limit):
                return stated
        if not isinstance(stated, int) or isinstance(stated, bool):
            continue
        if UNLIMITED <= stated <= LARGEST_LIMIT:
            return Limit(None if stated == UNLIMITED else stated)
    return None


def _tier(name: str) -> Limit | int | None:
    """Return the limit of a name, or a number that comes as a text."""
    if name in MESSAGING_LIMITS:
        return Limit(MESSAGING_LIMITS[name])
    if tier := TIER.fullmatch(name):
        return int(tier[1]) * (1000 if tier[2] else 1)
    return int(name) if re.fullmatch(r"-?[0-9]{1,9}", name) else None


def digits(number: str) -> str:
    """Return the digits of a number as WhatsApp shows it."""
    return re.sub(r"\D", "", number)


def description(field: str, value: Mapping[str, Any]) -> Message:
    """Return the field's name and the short values of an event, those within it with their keys.

    >>> description("account_alerts", {"alert_type": "OBA_APPROVED", "alert_severity": "INFO"})
    'WhatsApp reports: account alerts (OBA_APPROVED, INFO)'
    >>> description("account_update", {"event": "X", "ban_info": {"waba_ban_state": ["DISABLE"]}})
    'WhatsApp reports: account update (X, waba ban state: DISABLE)'
    """
    outer = [_short(key, entry) for key, entry in value.items() if isinstance(entry, str | int)]
    nested = [text for entry in value.values() for text in _nested(entry)]
    values = [*outer, *nested][:MAX_VALUES]
    short = f" ({', '.join(values)})" if values else ""
    return coded("webhook.whatsapp_tells", field=field.replace("_", " "), told=short)


def _nested(entry: object) -> Iterator[str]:
    """Yield the values within an object or a list of objects, each with its key."""
    if isinstance(entry, list):
        for each in entry:
            yield from _nested(each)
    elif isinstance(entry, dict):
        for key, inner in entry.items():
            for value in inner if isinstance(inner, list) else [inner]:
                if isinstance(value, str | int):
                    yield f"{key.replace('_', ' ')}: {_short(key, value)}"
                else:
                    yield from _nested(value)


def _short(key: str, value: str | int) -> str:
    """Return a value as text, cut where it is long; a moment as a date."""
    moment = from_seconds(value) if key.endswith(_MOMENTS) else None
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else str(value)[:MAX_VALUE_LENGTH]
