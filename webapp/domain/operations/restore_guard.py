"""The restore guard: how an older copy of the database is recognised."""

from dataclasses import dataclass
from datetime import datetime

from webapp.domain.messages import Message, coded


@dataclass(frozen=True)
class Mark:
    """How far the database had come at a moment: the number only ever grows."""

    generation: int
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What the database says of itself: how far it is, and on which server it was."""

    mark: Mark
    server: str


def fault(standing: Standing, server: str, seen: Mark | None) -> Message | None:
    """Say why the database may be an older copy; None where nothing speaks for it.

    `server` is where it is now, `seen` the newest mark that is known outside of it. That nothing
    is known there is no fault: Redis may have been emptied, and machines come and go.
    """
    if standing.server != server:
        return coded("operations.database_elsewhere", then=_moment(standing.mark.at))
    if seen is not None and seen.generation > standing.mark.generation:
        return coded(
            "operations.database_older", then=_moment(standing.mark.at), later=_moment(seen.at)
        )
    return None


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
