"""Cursors: where the next page of a list begins, as an opaque text."""

import base64
import uuid
from datetime import datetime

from webapp.api.shell.schemas import Kind, Unfit


def write(*position: object) -> str:
    """Write the place in a list as a cursor."""
    plain = " ".join(one.isoformat() if isinstance(one, datetime) else str(one) for one in position)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read(given: object) -> list[str]:
    try:
        written = str(given)
        return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode().split(" ")
    except ValueError:
        raise Unfit(AS_GIVEN) from None


AS_GIVEN = "Give next_cursor of the page before, as it was."
SCHEMA = {"type": "string"}


def _position(given: object) -> int:
    match _read(given):
        case [number] if number.isascii() and number.isdecimal() and len(number) < 19:
            return int(number)
    raise Unfit(AS_GIVEN)


def _moment_and_id(given: object) -> tuple[datetime, uuid.UUID]:
    try:
        moment, key = _read(given)
        found = datetime.fromisoformat(moment), uuid.UUID(key)
    except ValueError:
        raise Unfit(AS_GIVEN) from None
    if found[0].tzinfo is None:
        raise Unfit(AS_GIVEN)
    return found


#: A place in a list that is ordered by one number.
POSITION = Kind(_position, SCHEMA)
#: A place in a list that is ordered by time, the newest first.
MOMENT = Kind(_moment_and_id, SCHEMA)
