"""The scheduler: `python -m jobs.scheduler`. Its ticks are short and frequent."""

import logging
import time
from datetime import UTC, datetime
from typing import Any

from redis import RedisError
from rq.job import Job
from rq_scheduler import Scheduler

from jobs import old_jobs
from webapp import create_app, queues

#: Every periodic job and the seconds between two of its ticks. All of them ask the database what
#: is due, so the next tick makes up for one that was missed.
PERIODIC = {
    "plan_day": 60,
    "recover_claims": 10,
    "drain_webhook_events": 30,
    "enqueue_due_tasks": 5,
    "check_incidents": 60,
    "compact_counters": 60,
    "end_undelivered": 3600,
    "forget": 3600,
    "sync_templates": 900,
}
#: Seconds between two looks at what is due: "Send" is followed by the first message at once.
POLL_SECONDS = 1

log = logging.getLogger(__name__)


class TickScheduler(Scheduler):  # type: ignore[misc]
    """Keeps the table of periodic jobs in Redis, also after Redis was emptied.

    It also enqueues the jobs that run once, at a moment; see `queues.enqueue_task`.
    """

    def heartbeat(self) -> None:
        """Show that the scheduler runs, also after it was frozen or Redis was emptied."""
        with self.connection.pipeline() as pipeline:
            pipeline.hsetnx(self.key, "birth", time.time())
            pipeline.expire(self.key, int(self._interval) + 10)
            pipeline.execute()

    def enqueue_jobs(self) -> Any:
        reconcile(self)
        return super().enqueue_jobs()

    def enqueue_job(self, job: Job) -> Any:
        """Enqueue a tick unless the previous one still waits: without workers none pile up."""
        is_tick = "interval" in job.meta
        if not is_tick or self.get_queue_for_job(job).get_job_position(job) is None:
            return super().enqueue_job(job)
        return self.connection.zadd(
            self.scheduled_jobs_key,
            {job.id: int(datetime.now(UTC).timestamp()) + job.meta["interval"]},
        )


def reconcile(scheduler: Scheduler) -> None:
    """Make the scheduled periodic jobs match the table, under fixed ids."""
    periodic = {f"tick-{name}": name for name in PERIODIC}
    scheduled = {job.id: job for job in scheduler.get_jobs() if "interval" in job.meta}
    for job_id in scheduled.keys() - periodic.keys():  # of an earlier version
        scheduler.cancel(job_id)
        scheduled[job_id].delete()
    for job_id in periodic.keys() - scheduled.keys():
        name = periodic[job_id]
        scheduler.schedule(
            scheduled_time=datetime.now(UTC).replace(tzinfo=None),
            func=f"jobs.{name}.{name}",
            interval=PERIODIC[name],
            id=job_id,
            queue_name=queues.JOBS[name],
            timeout=queues.JOB_TIMEOUT_SECONDS,
        )


def main() -> None:
    """Run ticks until a signal stops it, also after a failure of Redis."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    with create_app().app_context():
        connection = queues.redis()
    while True:
        try:
            old_jobs.remove_unknown(connection)
            TickScheduler(connection=connection, interval=POLL_SECONDS).run()
        except RedisError as error:
            log.warning("Redis is away: %s", error)
            time.sleep(1)


if __name__ == "__main__":
    main()
