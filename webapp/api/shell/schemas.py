"""Reading what a program gives, strictly, by tables of fields; the tables describe the API too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.errors import InvalidInput


class Unfit(ValueError):
    """A value that cannot be used; str() says what to give instead.

    `path` leads to the place within the value: "[3].phone_number".
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Kind:
    """A kind of value: how it is read (raising Unfit), and its JSON schema."""

    read: Callable[[object], Any]
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One field; where it is not needed, null and absence both mean the default."""

    kind: Kind
    words: str
    required: bool = False
    default: Any = None


Fields = Mapping[str, Field]


def read(given: Mapping[str, object], fields: Fields, *, changes: bool = False) -> dict[str, Any]:
    """Read every field; of changes, only those that are given.

    Raises InvalidInput that names every fault at once, fields that do not exist included.
    """
    values: dict[str, Any] = {}
    faults = {name: _unknown(fields) for name in given if name not in fields}
    for name, field in fields.items():
        if changes and name not in given:
            continue
        value = given.get(name)
        if value is None and not field.required:
            values[name] = field.default
            continue
        try:
            values[name] = field.kind.read(value)
        except Unfit as fault:
            faults[name + fault.path] = str(fault)
    if faults:
        raise InvalidInput("Some of what was given can't be used.", faults)
    return values


def schema(fields: Fields) -> dict[str, Any]:
    """Describe the fields as a JSON schema."""
    described = {
        name: {
            **field.kind.schema,
            "description": field.words,
            **({"default": field.default} if field.default not in (None, {}, []) else {}),
        }
        for name, field in fields.items()
    }
    required = [name for name, field in fields.items() if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": described,
        **({"required": required} if required else {}),
    }


def _unknown(fields: Fields) -> str:
    known = f"There are: {', '.join(fields)}." if fields else "There are none."
    return f"There is no such field here. {known}"
