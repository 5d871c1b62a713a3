"""Reading requests strictly, by tables of fields that also describe the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.errors import InvalidInput


class InvalidValue(ValueError):
    """A value that cannot be used; str() says what to give instead.

    `path` leads to the place within the value: "[3].phone_number".
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class FieldType:
    """The type of a field: how a value is read (raising InvalidValue), and its JSON schema."""

    read: Callable[[object], Any]
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One field; where it is not required, null and absence both mean the default."""

    type: FieldType
    description: str
    required: bool = False
    default: Any = None


Fields = Mapping[str, Field]


def read(values: Mapping[str, object], fields: Fields, *, changes: bool = False) -> dict[str, Any]:
    """Read every field; of changes, only those that are present.

    Raise InvalidInput that names every fault at once, unknown fields included.
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
    """Describe the fields as a JSON schema."""
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
