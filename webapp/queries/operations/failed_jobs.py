"""RQ jobs that failed, without anything that they contain."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from redis import RedisError
from rq.exceptions import DeserializationError
from rq.job import Job
from rq.registry import FailedJobRegistry

from webapp import queues
from webapp.domain.operations import job_faults

#: The most jobs of each queue on the page.
MAX_JOBS_SHOWN = 50


class FailedJob(NamedTuple):
    """A job as administrators see it."""

    id: str
    name: str  # one of queues.JOBS, or of another version
    failed_at: datetime
    reason: str


def failed_jobs() -> Sequence[FailedJob] | None:
    """Return the failed jobs of all queues, the latest first; None if Redis does not respond."""
    try:
        jobs = [job for name in queues.NAMES for job in _failed(name)]
        shown = [_shown(job) for job in jobs]
    except RedisError:
        return None
    return sorted(shown, key=lambda job: job.failed_at, reverse=True)


def _failed(queue: str) -> list[Job]:
    connection = queues.redis()
    ids = FailedJobRegistry(queue, connection=connection).get_job_ids(0, MAX_JOBS_SHOWN - 1, True)
    return [job for job in Job.fetch_many(ids, connection=connection) if job is not None]


def _shown(job: Job) -> FailedJob:
    result = job.latest_result()
    traceback = (result.exc_string if result else None) or ""
    failed_at = job.ended_at or job.created_at
    return FailedJob(job.id, name_of(job), failed_at, job_faults.reason(traceback))


def name_of(job: Job) -> str:
    """Return the job's name as in `queues.JOBS`; "" if another version made it unreadable."""
    try:
        return (job.func_name or "").rpartition(".")[2]
    except DeserializationError:
        return ""
