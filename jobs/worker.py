"""An RQ worker: `python -m jobs.worker`. Any number can run, on any number of machines."""

import argparse
import gc
import logging
import time
from typing import Any

from flask import Flask
from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.job import Job
from sqlalchemy.exc import OperationalError

from jobs import old_jobs, stopping
from jobs.heartbeat import Heartbeat
from webapp import clock, create_app, queues
from webapp.domain.masking import masked_log
from webapp.extensions import db
from webapp.services.operations import restore_guard
from webapp.services.sending.engine.event_loop import event_loop

#: Time before an unavailable server is tried again.
RETRY_SECONDS = 1

log = logging.getLogger(__name__)


class Worker(SimpleWorker):
    """Runs jobs in its own process, each in its own application context.

    It does not fork for each job, so that connections to WhatsApp and to the database stay warm
    from one batch to the next; see docs/decisions/0004-worker-without-fork.md.
    """

    app: Flask
    heartbeat_thread: Heartbeat

    def register_birth(self) -> None:
        super().register_birth()  # type: ignore[no-untyped-call]
        self.heartbeat_thread = Heartbeat(self)
        self.heartbeat_thread.start()

    def register_death(self) -> None:
        self.heartbeat_thread.stop()
        super().register_death()  # type: ignore[no-untyped-call]

    def handle_warm_shutdown_request(self) -> None:
        """Tell a long job to stop: another worker gets the rest of its batch."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        stopping.request()

    def perform_job(self, job: Job, queue: Queue, *args: Any, **kwargs: Any) -> bool:
        with self.app.app_context():
            if not old_jobs.is_known(job):
                log.warning("A job of an earlier version is removed: %s", job.func_name)
                job.delete()
                return True
            wait_for_database()
            return super().perform_job(job, queue, *args, **kwargs)

    def handle_job_failure(
        self,
        job: Job,
        queue: Queue,
        started_job_registry: Any = None,
        exc_string: str = "",
        execution: Any = None,
    ) -> None:
        """Store the failure in Redis without the contacts' data in its traceback."""
        masked = masked_log(exc_string)
        super().handle_job_failure(job, queue, started_job_registry, masked, execution)


def wait_for_database() -> None:
    """Delay a job while the database is unavailable; else all queued jobs would fail at once."""
    while not stopping.is_requested():
        try:
            db.engine.connect().close()
        except OperationalError as error:
            log.warning("The database is away: %s", error)
            time.sleep(RETRY_SECONDS)
        else:
            return


def work(connection: Redis) -> None:
    """Work until asked to stop, also after Redis was unavailable: RQ's own worker ends then."""
    while True:
        try:
            _worker(connection).work(logging_level="WARNING")
        except RedisError as error:
            log.warning("Redis is away: %s", error)
        if stopping.is_requested():
            return
        time.sleep(RETRY_SECONDS)


def _worker(connection: Redis) -> Worker:
    old_jobs.remove_unknown(connection)
    waiting = [Queue(name, connection=connection) for name in queues.NAMES]
    return Worker(waiting, connection=connection)


def _check_database() -> None:
    """Log at the start that nothing will be sent if the database may be an older copy.

    Each batch checks again, so there is no need to wait for an unavailable database.
    """
    try:
        if not restore_guard.holds(clock.now()):
            log.error(
                "Nothing is sent: the database may be an older copy; `flask restore-guard show`."
            )
        db.session.commit()
    except OperationalError as error:
        log.warning("The database is away: %s", error)
        db.session.rollback()


def main() -> None:
    """Work until asked to stop, or with --burst until the queues are empty; finish open work."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--burst", action="store_true")
    burst = options.parse_args().burst
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    Worker.app = create_app()
    gc.freeze()  # else garbage collection scans all modules: a third of a drain's time
    with Worker.app.app_context():
        connection = queues.redis()
        _check_database()
    if burst:
        _worker(connection).work(burst=True, logging_level="WARNING")
    else:
        work(connection)
    event_loop.wait_for_background()


if __name__ == "__main__":
    main()
