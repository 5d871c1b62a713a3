"""Strict validation of requests, by tables of fields that also describe the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.errors import InvalidInput


class InvalidValue(ValueError):
    """An invalid value; str() explains which value is expected.

    `path` is the position within the value: "[3].phone_number".
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class FieldType:
    """The type of a field: its reader, which raises InvalidValue, and its JSON schema."""

    read: Callable[[object], Any]
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One field; if it is optional, null and absent both mean the default."""

    type: FieldType
    description: str
    required: bool = False
    default: Any = None


Fields = Mapping[str, Field]


def read(values: Mapping[str, object], fields: Fields, *, changes: bool = False) -> dict[str, Any]:
    """Return every field's value; for changes, only the fields that are present.

    Raise InvalidInput with all faults at once, including unknown fields.
    """
    parsed: dict[str, Any] = {}
    faults = {name: _unknown(fields) for name in values if name not in fields}
    for name, field in fields.items():
        if changes and name not in values:
            continue
        value = values.get(name)
        if value is None and not field.required:
            parsed[name] = field.default
            continue
        try:
            parsed[name] = field.type.read(value)
        except InvalidValue as fault:
            faults[name + fault.path] = str(fault)
    if faults:
        raise InvalidInput("Some of what was given can't be used.", faults)
    return parsed


def schema(fields: Fields) -> dict[str, Any]:
    """Return the fields as a JSON schema."""
    properties = {
        name: {
            **field.type.schema,
            "description": field.description,
            **({"default": field.default} if field.default not in (None, {}, []) else {}),
        }
        for name, field in fields.items()
    }
    required = [name for name, field in fields.items() if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
    }


def _unknown(fields: Fields) -> str:
    known = f"There are: {', '.join(fields)}." if fields else "There are none."
    return f"There is no such field here. {known}"
