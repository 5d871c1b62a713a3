"""The progress of a background task, for users who wait for it."""

import logging
import uuid
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from webapp.extensions import db
from webapp.models import BackgroundTask, TaskState

#: Is called with the number done and the total.
ReportProgress = Callable[[int, int], None]

log = logging.getLogger(__name__)


def report_nothing(done: int, whole: int) -> None:
    """Ignore the progress."""


def reporter(task_id: uuid.UUID) -> ReportProgress:
    """Return a function that stores the task's progress while its transaction is still open.

    It has its own connection, so that others can read it. If there is none, nothing is lost.
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
    """Return how much of the task is done; None if it failed."""
    if task.state != TaskState.WAITING:
        return 100 if task.state == TaskState.DONE else None
    return min(99, task.progress)  # 100 only after the commit
