"""The restore guard: how an older copy of the database is recognised."""

from dataclasses import dataclass
from datetime import datetime

from webapp.domain.messages import Message, coded


@dataclass(frozen=True)
class Mark:
    """The progress of the database at a moment: the number only grows."""

    generation: int
    at: datetime


@dataclass(frozen=True)
class Standing:
    """The database's own record: its progress, and the server it was on."""

    mark: Mark
    server: str


def fault(standing: Standing, server: str, newest: Mark | None) -> Message | None:
    """Return why the database may be an older copy; None if there is no sign of it.

    `server` is the present server, `newest` the newest mark stored outside of the database. No
    mark there is not a fault: Redis may have been emptied, and machines come and go.
    """
    if standing.server != server:
        return coded("operations.database_elsewhere", then=_moment(standing.mark.at))
    if newest is not None and newest.generation > standing.mark.generation:
        return coded(
            "operations.database_older", then=_moment(standing.mark.at), later=_moment(newest.at)
        )
    return None


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
