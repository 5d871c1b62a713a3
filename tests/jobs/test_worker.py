"""A worker that loses its servers."""

import os
import sys
import time
from subprocess import Popen

import pytest
from redis import Redis as Client
from rq import Queue

from tests.jobs.test_send_batch import written_to
from tests.support.database import cut_connections
from tests.support.factories import some_numbers
from tools.embedded.redis import Redis
from webapp import queues


@pytest.fixture
def redis_server(tmp_path):
    with Redis(tmp_path / "redis", durable=False) as server:
        yield server


def test_a_worker_outlives_a_redis_that_was_killed(app, settings, redis_server):
    environment = os.environ | settings | {"REDIS_URL": redis_server.url}
    worker = Popen([sys.executable, "-m", "jobs.worker"], env=environment)
    client = Client.from_url(redis_server.url)
    while not client.smembers("rq:workers"):
        time.sleep(0.05)

    redis_server.process.kill()
    redis_server.process.wait()
    redis_server.start()

    queue = Queue(queues.DEFAULT, connection=client)
    job = queue.enqueue("jobs.compact_counters.compact_counters")
    while not job.is_finished:
        assert worker.poll() is None
        time.sleep(0.05)
    worker.terminate()
    assert worker.wait(timeout=20) == 0


def test_a_batch_goes_on_when_its_connection_to_the_database_was_cut(
    sender, simulator, a_cut_campaign, settings
):
    sender.messages_per_second = 100
    _, batch_ids = a_cut_campaign(some_numbers(150))
    queues.enqueue_batches(batch_ids)
    worker = Popen([sys.executable, "-m", "jobs.worker", "--burst"], env=os.environ | settings)
    while len(written_to(simulator)) < 20:
        time.sleep(0.02)

    cut_connections()
    worker.wait(timeout=30)

    written = written_to(simulator)
    # Recipients that were being claimed at that moment may be left for a person to decide.
    assert len(set(written)) == len(written) >= 120


def test_a_worker_starts_while_the_database_is_away(app, settings, redis_server):
    away = "postgresql://nobody@127.0.0.1:1/nothing"
    environment = os.environ | settings | {"REDIS_URL": redis_server.url, "DATABASE_URL": away}
    worker = Popen([sys.executable, "-m", "jobs.worker"], env=environment)
    client = Client.from_url(redis_server.url)

    while not client.smembers("rq:workers"):
        assert worker.poll() is None
        time.sleep(0.05)

    worker.kill()
    worker.wait()
