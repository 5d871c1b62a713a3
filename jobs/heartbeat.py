"""The heartbeat of a worker: every few seconds, also during a long job."""

import logging
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

from redis import RedisError
from rq import worker_registration
from rq.utils import utcformat

#: Seconds between two beats; `queries.operations.health` accepts the loss of a few.
BEAT_SECONDS = 5

log = logging.getLogger(__name__)


class Heartbeat:
    """Shows in Redis that the process of a worker runs, also after Redis was emptied.

    RQ itself registers a worker once, and has beats only between jobs, minutes apart.
    """

    def __init__(self, worker: Any) -> None:
        self._worker = worker
        self._ended = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End, before the worker removes itself from Redis."""
        self._ended.set()
        self._thread.join(BEAT_SECONDS)

    def _run(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                self._beat()
            except RedisError as error:
                log.debug("No heartbeat: %s", error)

    def _beat(self) -> None:
        worker, at = self._worker, utcformat(datetime.now(UTC))
        is_known = worker.connection.hexists(worker.key, "birth")
        with worker.connection.pipeline() as pipeline:
            values = {} if is_known else worker.serialize()
            pipeline.hset(worker.key, mapping=values | {"last_heartbeat": at})
            pipeline.expire(worker.key, worker.worker_ttl + 60)
            worker_registration.register(worker, pipeline)
            pipeline.execute()
