"""Removing jobs of an earlier version from Redis, whose functions no longer exist.

The work itself is in the database, where a tick finds it.
"""

import logging

from redis import Redis
from rq import Queue
from rq.job import Job

from webapp import queues

log = logging.getLogger(__name__)

FUNCTIONS = {f"jobs.{name}.{name}" for name in queues.JOBS}


def is_known(job: Job) -> bool:
    """Return whether the job's function exists in this version."""
    return job.func_name in FUNCTIONS


def remove_unknown(connection: Redis) -> int:
    """Remove the waiting jobs that this version does not know; return how many there were."""
    removed = 0
    for name in queues.NAMES:
        queue = Queue(name, connection=connection)
        for job in queue.get_jobs():
            if not is_known(job):
                log.warning("A job of an earlier version is removed: %s", job.func_name)
                job.delete()
                removed += 1
    return removed
