"""The types of the API's fields."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from webapp.api.shell.schemas import FieldType, InvalidValue
from webapp.domain.planning import time_zones

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def text(longest: int, *, shortest: int = 1, lines: bool = False) -> FieldType:
    """Return a type for text without control characters; `lines` allows line breaks."""
    length = f"{shortest} to {longest}" if shortest else f"at most {longest}"
    message = f"Give a text of {length} characters."

    def read(value: object) -> str:
        if not isinstance(value, str) or not shortest <= len(value.strip()) <= longest:
            raise InvalidValue(message)
        if CONTROL.search(value.replace("\n", "") if lines else value):
            raise InvalidValue(f"{message} It holds a control character.")
        return value.strip()

    return FieldType(read, {"type": "string", "minLength": shortest, "maxLength": longest})


def whole_number(least: int, most: int) -> FieldType:
    """Return a type for a whole number; true and "5" are rejected."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise InvalidValue(f"Give a whole number from {least:,} to {most:,}.")
        return value

    return FieldType(read, {"type": "integer", "minimum": least, "maximum": most})


def digits(least: int, most: int) -> FieldType:
    """Return a type for a whole number in a query parameter."""
    number = whole_number(least, most)

    def read(value: object) -> int:
        written = str(value)
        return int(number.read(int(written) if re.fullmatch("[0-9]{1,9}", written) else None))

    return FieldType(read, number.schema)


def one_of(choices: type[StrEnum]) -> FieldType:
    """Return a type for one value of the enum."""
    values = [choice.value for choice in choices]

    def read(value: object) -> StrEnum:
        if value not in values:
            raise InvalidValue(f"Give one of: {', '.join(values)}.")
        return choices(value)

    return FieldType(read, {"type": "string", "enum": values})


def boolean() -> FieldType:
    """Return a type for a boolean in a query parameter."""

    def read(value: object) -> bool:
        if value not in ("true", "false"):
            raise InvalidValue("Give true or false.")
        return value == "true"

    return FieldType(read, {"type": "boolean"})


def day() -> FieldType:
    """Return a type for a date; 20251005 and ISO 8601 weeks are rejected."""

    def read(value: object) -> date:
        try:
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise InvalidValue("Give a date that exists, such as 2025-10-05.")

    return FieldType(read, {"type": "string", "format": "date"})


def moment() -> FieldType:
    """Return a type for a time with an offset; an unencoded plus sign arrives as a space."""

    def read(value: object) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value).replace(" ", "+"))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise InvalidValue("Give a time with its offset, such as 2025-10-05T09:00:00+00:00.")
        return moment

    return FieldType(read, {"type": "string", "format": "date-time"})


def timezone() -> FieldType:
    """Return a type for the name of a time zone."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in time_zones.NAMES:
            raise InvalidValue("Give the name of a time zone, such as America/Bogota.")
        return value

    return FieldType(read, {"type": "string", "examples": ["America/Bogota"]})


def weekdays() -> FieldType:
    """Return a type for days of the week, as numbers; Monday is 0."""

    def read(value: object) -> list[int]:
        if not isinstance(value, list) or not value or any(day not in WEEKDAYS for day in value):
            raise InvalidValue(f"Give a list with at least one of: {', '.join(WEEKDAYS)}.")
        return sorted({WEEKDAYS.index(day) for day in value})

    items = {"type": "string", "enum": list(WEEKDAYS)}
    return FieldType(read, {"type": "array", "items": items, "minItems": 1})


def json_object(message: str, schema: Mapping[str, Any] | None = None) -> FieldType:
    """Return a type for an object whose content the caller validates."""

    def read(value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise InvalidValue(message)
        return value

    return FieldType(read, {"type": "object", **(schema or {})})


def text_map(name_type: FieldType, value_type: FieldType, most: int) -> FieldType:
    """Return a type for an object of strings, with a maximum size."""

    def read(value: object) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > most:
            raise InvalidValue(f"Give an object of at most {most} texts.")
        return {
            read_part(name_type, key, f".{key}"): read_part(value_type, value[key], f".{key}")
            for key in value
        }

    return FieldType(read, {"type": "object", "additionalProperties": value_type.schema})


def list_of(item: FieldType, most: int) -> FieldType:
    """Return a type for a list with at least one item and at most `most`."""

    def read(value: object) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise InvalidValue(f"Give a list of 1 to {most:,}.")
        if len(value) > most:
            raise InvalidValue(f"Give at most {most:,} in one call; these are {len(value):,}.")
        return [read_part(item, entry, f"[{index}]") for index, entry in enumerate(value)]

    return FieldType(read, {"type": "array", "items": item.schema, "minItems": 1, "maxItems": most})


def any_of(types: Iterable[FieldType], message: str) -> FieldType:
    """Return a type for a value of any of the types."""
    types = tuple(types)

    def read(value: object) -> Any:
        for type_ in types:
            try:
                return type_.read(value)
            except InvalidValue:
                continue
        raise InvalidValue(message)

    return FieldType(read, {"anyOf": [type_.schema for type_ in types]})


def read_part(type_: FieldType, value: object, path: str) -> Any:
    """Return a part of a value; an error contains its path."""
    try:
        return type_.read(value)
    except InvalidValue as fault:
        raise InvalidValue(str(fault), path + fault.path) from None
