"""How far a background task is, for those who wait for it."""

import logging
import uuid
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from webapp.extensions import db
from webapp.models import BackgroundTask, TaskState

#: Is called with how much is done, of how much.
ReportProgress = Callable[[int, int], None]

log = logging.getLogger(__name__)


def report_nothing(done: int, whole: int) -> None:
    """Report to nobody."""


def reporter(task_id: uuid.UUID) -> ReportProgress:
    """Return what notes how much of the task is done, while its transaction is still open.

    It has a connection of its own, so that others can read it. Without one nothing is lost.
    """

    def report_progress(done: int, whole: int) -> None:
        noted = update(BackgroundTask).where(BackgroundTask.id == task_id)
        try:
            with db.engine.begin() as connection:
                connection.execute(noted.values(progress=100 * done // whole))
        except OperationalError as error:
            log.warning("The progress of %s is not noted: %s", task_id, error)

    return report_progress


def percent(task: BackgroundTask) -> int | None:
    """Return how much of the task is done; None where it failed."""
    if task.state != TaskState.WAITING:
        return 100 if task.state == TaskState.DONE else None
    return min(99, task.progress)  # all is there, but nothing is true before the commit
