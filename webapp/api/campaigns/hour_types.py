"""Field types for hours of the day."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from webapp.api.shell.schemas import FieldType, InvalidValue

CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def hours() -> FieldType:
    """Return the type of a sending window, read as (opens, closes); 24:00 is midnight."""
    message = 'Give {"from": "09:00", "to": "20:00"}; "to" is later than "from", at most "24:00".'
    moment = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"}

    def read(value: object) -> tuple[time, time]:
        opens, closes = _ends(value, message)
        if not _is_clock_time(opens) or not (_is_clock_time(closes) or closes == "24:00"):
            raise InvalidValue(message)
        if opens >= closes:  # strings in this format sort like times
            raise InvalidValue(message)
        return time.fromisoformat(opens), time.fromisoformat(closes.replace("24:00", "00:00"))

    return FieldType(read, closed_object({"from": moment, "to": moment}))


def clock_time() -> FieldType:
    """Return the type of a time of day."""

    def read(value: object) -> time:
        if not isinstance(value, str) or not _is_clock_time(value):
            raise InvalidValue('Give a time such as "18:00".')
        return time.fromisoformat(value)

    return FieldType(read, {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"})


def quiet_hours() -> FieldType:
    """Return the type of quiet hours, read as (from, until); they may span midnight."""
    message = 'Give {"from": "21:00", "to": "08:00"}, two different times of day.'
    moment = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}

    def read(value: object) -> tuple[time, time]:
        begins, ends = _ends(value, message)
        if not (_is_clock_time(begins) and _is_clock_time(ends)) or begins == ends:
            raise InvalidValue(message)
        return time.fromisoformat(begins), time.fromisoformat(ends)

    return FieldType(read, closed_object({"from": moment, "to": moment}))


def closed_object(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these properties, all required."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _ends(value: object, message: str) -> tuple[Any, Any]:
    """Return both ends of an object of two hours, not yet validated."""
    if not isinstance(value, Mapping) or value.keys() != {"from", "to"}:
        raise InvalidValue(message)
    return value["from"], value["to"]


def _is_clock_time(value: object) -> bool:
    return isinstance(value, str) and CLOCK_TIME.fullmatch(value) is not None
