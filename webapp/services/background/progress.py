"""How far long work is. In Redis: it may be lost, and is told while the work's row is locked."""

import logging
import uuid
from datetime import timedelta

from redis import RedisError

from webapp import queues
from webapp.models import Task, TaskStatus
from webapp.services.recipients.from_audience import Tell

KEPT = timedelta(hours=1)

log = logging.getLogger(__name__)


def teller(task_id: uuid.UUID) -> Tell:
    """Answer what notes how much of the task is done."""

    def tell(done: int, whole: int) -> None:
        try:
            queues.redis().set(_key(task_id), 100 * done // whole, ex=KEPT)
        except RedisError as error:
            log.warning("Nobody hears how far the work is: %s", error)

    return tell


def percent(task: Task) -> int | None:
    """Answer how much of the task is done; None where it failed."""
    if task.status != TaskStatus.WAITING:
        return 100 if task.status == TaskStatus.DONE else None
    try:
        # All is there, but nothing is true before the commit.
        return min(99, int(queues.redis().get(_key(task.id)) or 0))
    except RedisError:
        return 0


def _key(task_id: uuid.UUID) -> str:
    return f"progress:{task_id}"
