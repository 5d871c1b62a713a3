"""The queues, and enqueueing a job by its name.

The web does not import the jobs: it uses their names, and a test checks that they exist.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import lru_cache, partial

from flask import current_app
from redis import Redis, RedisError
from rq import Queue
from rq.job import Job, JobStatus
from rq_scheduler import Scheduler

log = logging.getLogger(__name__)

SENDING = "sending"  # batches
WEBHOOK = "webhook"  # receipts and replies
DEFAULT = "default"  # periodic jobs and everything else

#: Queues in the order in which a worker reads them: a STOP must not wait behind batches.
NAMES = (WEBHOOK, DEFAULT, SENDING)

#: The queue of each job; `jobs.NAME.NAME` is its function.
JOBS = {
    "drain_webhook_events": WEBHOOK,
    "deliver_outbox": DEFAULT,
    "enqueue_due_tasks": DEFAULT,
    "check_incidents": DEFAULT,
    "forget": DEFAULT,
    "end_undelivered": DEFAULT,
    "plan_day": DEFAULT,
    "recover_claims": DEFAULT,
    "sync_templates": DEFAULT,
    "compact_counters": DEFAULT,
    "run_background_task": DEFAULT,
    "send_batch": SENDING,
}

#: A job that takes longer than an hour is ended.
JOB_TIMEOUT_SECONDS = 3600
#: A failed job is deleted after a week.
FAILURE_TTL_SECONDS = 7 * 24 * 3600

#: The jobs that wait for the end of a transaction, in a block of `held_until_end`.
_held: ContextVar[list[Callable[[], object]] | None] = ContextVar("held", default=None)


@lru_cache
def connect(url: str) -> Redis:
    """Return this process's connection to the Redis at the address."""
    return Redis.from_url(url, socket_timeout=30, socket_connect_timeout=5)


def redis() -> Redis:
    """Return the application's connection to Redis."""
    return connect(current_app.config["REDIS_URL"])


def enqueue(name: str, *args: object, job_id: str | None = None) -> None:
    """Add a job to its queue. Call this after the commit, never before."""
    _now_or_at_end(
        partial(
            Queue(JOBS[name], connection=redis()).enqueue,
            f"jobs.{name}.{name}",
            args=args,
            job_id=job_id,
            result_ttl=0,
            failure_ttl=FAILURE_TTL_SECONDS,
            job_timeout=JOB_TIMEOUT_SECONDS,
        )
    )


@contextmanager
def held_until_end() -> Iterator[None]:
    """Enqueue the jobs of the block at its end; after an exception, none of them.

    Without Redis, the periodic jobs find the work.
    """
    calls: list[Callable[[], object]] = []
    outside = _held.set(calls)
    try:
        yield
    finally:
        _held.reset(outside)
    for call in calls:
        try:
            call()
        except RedisError as error:
            log.warning("A job waits for its tick: %s", error)


def _now_or_at_end(call: Callable[[], object]) -> None:
    held = _held.get()
    if held is None:
        call()
    else:
        held.append(call)


def enqueue_task(task_id: uuid.UUID, delay: timedelta = timedelta(0)) -> None:
    """Enqueue a background task now or after the delay.

    Without Redis or the scheduler, the next periodic run after the delay finds it.
    """
    try:
        if delay:
            _enqueue_later("run_background_task", task_id, delay)
        else:
            enqueue("run_background_task", task_id, job_id=str(task_id))
    except RedisError as error:
        log.warning("A task waits for its tick: %s", error)


def _enqueue_later(name: str, key: uuid.UUID, delay: timedelta) -> None:
    scheduler = Scheduler(JOBS[name], connection=redis())
    _now_or_at_end(
        partial(
            scheduler.enqueue_in,
            delay,
            f"jobs.{name}.{name}",
            key,
            job_id=str(key),
            job_result_ttl=0,
            timeout=JOB_TIMEOUT_SECONDS,
        )
    )


def without_waiting(keys: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the batches or tasks whose jobs are not waiting in the queue."""
    ids = list(keys)
    jobs = Job.fetch_many([str(key) for key in ids], connection=redis())
    pairs = zip(ids, jobs, strict=True)
    return [key for key, job in pairs if job is None or job.get_status() != JobStatus.QUEUED]


def enqueue_best_effort(name: str, *args: object) -> None:
    """Enqueue a periodic job now. Without Redis it runs at its next scheduled time."""
    try:
        enqueue(name, *args)
    except RedisError as error:
        log.warning("%s waits for its tick: %s", name, error)


def enqueue_if_idle(name: str) -> None:
    """Enqueue a job that processes all pending rows, unless one is already waiting.

    The job has its own queue, so a waiting job has not started yet and will find what the caller
    has committed. A running job is no longer in the queue; it may have read too
    early, so another is enqueued.
    """
    try:
        if not Queue(JOBS[name], connection=redis()).count:
            enqueue(name)
    except RedisError as error:
        log.warning("%s waits for its tick: %s", name, error)


def is_empty(queue: str) -> bool:
    """Return whether no job waits in the queue; True without Redis."""
    try:
        return not Queue(queue, connection=redis()).count
    except RedisError:
        return True


def enqueue_batches(batch_ids: Iterable[uuid.UUID]) -> None:
    """Enqueue the job of each batch, under the batch's id.

    Without Redis, a periodic job enqueues them within about a minute.
    """
    try:
        for batch_id in batch_ids:
            enqueue("send_batch", batch_id, job_id=str(batch_id))
    except RedisError as error:
        log.warning("Batches wait until they are found idle: %s", error)
