"""The kinds of values that fields of the API take."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from webapp.api.shell.schemas import Kind, Unfit
from webapp.domain.planning import time_zones

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def text(longest: int, *, shortest: int = 1, lines: bool = False) -> Kind:
    """A text without control characters; with line breaks only where it may have several lines."""
    sized = f"{shortest} to {longest}" if shortest else f"at most {longest}"
    wanted = f"Give a text of {sized} characters."

    def read(given: object) -> str:
        if not isinstance(given, str) or not shortest <= len(given.strip()) <= longest:
            raise Unfit(wanted)
        if CONTROL.search(given.replace("\n", "") if lines else given):
            raise Unfit(f"{wanted} It holds a control character.")
        return given.strip()

    return Kind(read, {"type": "string", "minLength": shortest, "maxLength": longest})


def whole(least: int, most: int) -> Kind:
    """A whole number; true is none, and neither is "5"."""

    def read(given: object) -> int:
        if type(given) is not int or not least <= given <= most:
            raise Unfit(f"Give a whole number from {least:,} to {most:,}.")
        return given

    return Kind(read, {"type": "integer", "minimum": least, "maximum": most})


def digits(least: int, most: int) -> Kind:
    """A whole number as a query parameter writes it."""
    number = whole(least, most)

    def read(given: object) -> int:
        written = str(given)
        return int(number.read(int(written) if re.fullmatch("[0-9]{1,9}", written) else None))

    return Kind(read, number.schema)


def one_of(choices: type[StrEnum]) -> Kind:
    """One word of the enum."""
    words = [choice.value for choice in choices]

    def read(given: object) -> StrEnum:
        if given not in words:
            raise Unfit(f"Give one of: {', '.join(words)}.")
        return choices(given)

    return Kind(read, {"type": "string", "enum": words})


def switch() -> Kind:
    """Yes or no as a query parameter writes it."""

    def read(given: object) -> bool:
        if given not in ("true", "false"):
            raise Unfit("Give true or false.")
        return given == "true"

    return Kind(read, {"type": "boolean"})


def day() -> Kind:
    """A date; 20251005 and the weeks of ISO 8601 are not read."""

    def read(given: object) -> date:
        try:
            if isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", given, re.ASCII):
                return date.fromisoformat(given)
        except ValueError:
            pass
        raise Unfit("Give a date that exists, such as 2025-10-05.")

    return Kind(read, {"type": "string", "format": "date"})


def timezone() -> Kind:
    """The name of a time zone."""

    def read(given: object) -> str:
        if not isinstance(given, str) or given not in time_zones.NAMES:
            raise Unfit("Give the name of a time zone, such as America/Bogota.")
        return given

    return Kind(read, {"type": "string", "examples": ["America/Bogota"]})


def weekdays() -> Kind:
    """Days of the week, as numbers from Monday, 0."""

    def read(given: object) -> list[int]:
        if not isinstance(given, list) or not given or any(one not in WEEKDAYS for one in given):
            raise Unfit(f"Give a list with at least one of: {', '.join(WEEKDAYS)}.")
        return sorted({WEEKDAYS.index(one) for one in given})

    items = {"type": "string", "enum": list(WEEKDAYS)}
    return Kind(read, {"type": "array", "items": items, "minItems": 1})


def mapping(words: str, schema: Mapping[str, Any] | None = None) -> Kind:
    """An object that is understood elsewhere."""

    def read(given: object) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise Unfit(words)
        return given

    return Kind(read, {"type": "object", **(schema or {})})


def texts(name: Kind, value: Kind, most: int) -> Kind:
    """An object of texts, at most so many."""

    def read(given: object) -> dict[str, str]:
        if not isinstance(given, dict) or len(given) > most:
            raise Unfit(f"Give an object of at most {most} texts.")
        return {within(name, key, f".{key}"): within(value, given[key], f".{key}") for key in given}

    return Kind(read, {"type": "object", "additionalProperties": value.schema})


def listed(item: Kind, most: int) -> Kind:
    """A list of at least one and at most so many."""

    def read(given: object) -> list[Any]:
        if not isinstance(given, list) or not given:
            raise Unfit(f"Give a list of 1 to {most:,}.")
        if len(given) > most:
            raise Unfit(f"Give at most {most:,} in one call; these are {len(given):,}.")
        return [within(item, one, f"[{number}]") for number, one in enumerate(given)]

    return Kind(read, {"type": "array", "items": item.schema, "minItems": 1, "maxItems": most})


def either(kinds: Iterable[Kind], words: str) -> Kind:
    """A value of any of the kinds."""
    kinds = tuple(kinds)

    def read(given: object) -> Any:
        for kind in kinds:
            try:
                return kind.read(given)
            except Unfit:
                continue
        raise Unfit(words)

    return Kind(read, {"anyOf": [kind.schema for kind in kinds]})


def within(kind: Kind, given: object, path: str) -> Any:
    """Read a part of a value, and say where it is when it does not fit."""
    try:
        return kind.read(given)
    except Unfit as fault:
        raise Unfit(str(fault), path + fault.path) from None
