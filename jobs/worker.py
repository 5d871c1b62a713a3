"""An RQ worker: `python -m jobs.worker`. Start as many as you like, on any number of machines."""

import argparse
import logging
from typing import Any

from flask import Flask
from rq import Queue, SimpleWorker
from rq.job import Job

from jobs import stopping
from webapp import create_app, queues


class Worker(SimpleWorker):
    """Runs jobs in its own process, each inside an application context of its own.

    It does not fork for each job, so that connections to WhatsApp and to the database stay warm
    from one batch to the next; see docs/decisions/0004-one-process-worker.md.
    """

    app: Flask

    def handle_warm_shutdown_request(self) -> None:
        """Let a long job know: it hands the rest of its batch to another worker."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        stopping.ask()

    def perform_job(self, job: Job, queue: Queue, *args: Any, **kwargs: Any) -> bool:
        with self.app.app_context():
            return super().perform_job(job, queue, *args, **kwargs)


def main() -> None:
    """Work until told to stop, or with --burst until nothing waits; finish what is in hand."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--burst", action="store_true")
    burst = options.parse_args().burst
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    Worker.app = create_app()
    with Worker.app.app_context():
        connection = queues.redis()
    waiting = [Queue(name, connection=connection) for name in queues.NAMES]
    Worker(waiting, connection=connection).work(burst=burst, logging_level="WARNING")


if __name__ == "__main__":
    main()
