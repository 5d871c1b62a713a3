"""Work that was asked for, and that nobody was there to do in time."""

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import AppError
from webapp.models import Task
from webapp.queries.operations import tasks


class TooLate(AppError):
    """The work was due so long ago that nobody may expect it any more."""


def refuse(task: Task) -> None:
    """Raise TooLate where the work was due more than a day ago."""
    due_at = tasks.due_at(task)
    if due_at < clock.now() - tasks.TOO_LATE:
        message = N_(
            "It was due at %(moment)s UTC, and nothing was running to do it for more than a day. "
            "Ask for it again if it is still wanted.",
            moment=f"{due_at:%Y-%m-%d %H:%M}",
        )
        raise TooLate(message)
