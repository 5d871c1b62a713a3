"""The kinds of values that are hours of a day."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from webapp.api.shell.schemas import Kind, Unfit

CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def hours() -> Kind:
    """The hours of a sending window, as (opens, closes); 24:00 is midnight."""
    wanted = 'Give {"from": "09:00", "to": "20:00"}; "to" is later than "from", at most "24:00".'
    moment = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"}

    def read(given: object) -> tuple[time, time]:
        opens, closes = _ends(given, wanted)
        if not _is_clock_time(opens) or not (_is_clock_time(closes) or closes == "24:00"):
            raise Unfit(wanted)
        if opens >= closes:  # compared as texts, which sort like times here
            raise Unfit(wanted)
        return time.fromisoformat(opens), time.fromisoformat(closes.replace("24:00", "00:00"))

    return Kind(read, closed_object({"from": moment, "to": moment}))


def quiet_hours() -> Kind:
    """Hours of the night as (from, until); over midnight where they end earlier."""
    wanted = 'Give {"from": "21:00", "to": "08:00"}, two different times of day.'
    moment = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}

    def read(given: object) -> tuple[time, time]:
        begins, ends = _ends(given, wanted)
        if not (_is_clock_time(begins) and _is_clock_time(ends)) or begins == ends:
            raise Unfit(wanted)
        return time.fromisoformat(begins), time.fromisoformat(ends)

    return Kind(read, closed_object({"from": moment, "to": moment}))


def closed_object(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Describe an object with these properties, all of them, and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _ends(given: object, wanted: str) -> tuple[Any, Any]:
    """Take an object of two hours apart; whether they are hours is still to be asked."""
    if not isinstance(given, Mapping) or given.keys() != {"from", "to"}:
        raise Unfit(wanted)
    return given["from"], given["to"]


def _is_clock_time(given: object) -> bool:
    return isinstance(given, str) and CLOCK_TIME.fullmatch(given) is not None
