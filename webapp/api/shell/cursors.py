"""Cursors: the position of the next page of a list, as an opaque string."""

import base64
import uuid
from datetime import datetime

from webapp.api.shell.schemas import FieldType, InvalidValue


def write(*position: object) -> str:
    """Return the cursor of a position in a list."""
    plain = " ".join(
        part.isoformat() if isinstance(part, datetime) else str(part) for part in position
    )
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _decoded(value: object) -> list[str]:
    try:
        written = str(value)
        return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode().split(" ")
    except ValueError:
        raise InvalidValue(INVALID_CURSOR) from None


INVALID_CURSOR = "Give next_cursor of the page before, as it was."
SCHEMA = {"type": "string"}


def _position(value: object) -> int:
    match _decoded(value):
        case [number] if number.isascii() and number.isdecimal() and len(number) < 19:
            return int(number)
    raise InvalidValue(INVALID_CURSOR)


def _time_and_id(value: object) -> tuple[datetime, uuid.UUID]:
    try:
        time, key = _decoded(value)
        position = datetime.fromisoformat(time), uuid.UUID(key)
    except ValueError:
        raise InvalidValue(INVALID_CURSOR) from None
    if position[0].tzinfo is None:
        raise InvalidValue(INVALID_CURSOR)
    return position


#: A position in a list that is ordered by one number.
NUMBER = FieldType(_position, SCHEMA)
#: A position in a list that is ordered by time, newest first.
TIME_AND_ID = FieldType(_time_and_id, SCHEMA)
