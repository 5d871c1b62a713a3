"""The health checks are true while Redis is full or evicts, and after faults are over."""

import os
import signal
import sys
import time
from subprocess import Popen

import pytest
from redis import Redis as Client
from rq import Worker

from jobs.scheduler import TickScheduler
from tools.embedded.redis import Redis
from webapp import queues
from webapp.queries.operations import health

LIMIT_SECONDS = 60


@pytest.fixture
def redis_client(app, tmp_path, monkeypatch):
    """A Redis of its own, which the application uses."""
    with Redis(tmp_path / "redis", durable=False) as server:
        monkeypatch.setitem(app.config, "REDIS_URL", server.url)
        yield Client.from_url(server.url)


@pytest.fixture
def at_work(redis_client):
    """A worker and a scheduler that have just started."""
    Worker(["default"], connection=queues.redis()).register_birth()
    scheduler = TickScheduler(connection=queues.redis(), interval=5)
    scheduler.register_birth()
    scheduler.enqueue_jobs()


@pytest.fixture
def processes(app, settings, redis_client):
    """A real worker and a real scheduler."""
    environment = os.environ | settings | {"REDIS_URL": app.config["REDIS_URL"]}
    programs = [
        Popen([sys.executable, "-m", f"jobs.{name}"], env=environment)
        for name in ("worker", "scheduler")
    ]
    yield programs
    for program in programs:
        program.kill()
        program.wait()


def failing(client) -> set[str]:
    answer = client.get("/marketing/health")
    parts = {name for name, check in answer.json["checks"].items() if not check["ok"]}
    assert answer.status_code == (503 if parts else 200)
    return parts


def wait_until_failing(client, *parts: str) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while failing(client) != set(parts):
        assert time.monotonic() < deadline, failing(client)
        time.sleep(0.2)


def test_a_full_redis_that_refuses_writes_is_a_fault(client, at_work, redis_client):
    redis_client.config_set("maxmemory-policy", "noeviction")
    redis_client.config_set("maxmemory", 1)

    answer = client.get("/marketing/health")
    assert answer.status_code == 503
    assert answer.json["checks"]["redis"] == {
        "ok": False,
        "accepts_writes": False,
        "may_evict": False,
    }

    redis_client.config_set("maxmemory", 0)
    assert failing(client) == set()


@pytest.mark.parametrize("policy", ["allkeys-lru", "allkeys-random"])
def test_a_redis_that_deletes_queued_jobs_is_a_fault(client, at_work, redis_client, policy):
    redis_client.config_set("maxmemory-policy", policy)
    assert failing(client) == set()  # without a limit nothing is deleted

    redis_client.config_set("maxmemory", "100mb")
    assert failing(client) == {"redis"}

    redis_client.config_set("maxmemory-policy", "volatile-lru")
    assert failing(client) == set()


def test_all_is_well_again_after_redis_was_emptied(client, processes, redis_client):
    wait_until_failing(client)

    redis_client.flushall()

    wait_until_failing(client)
    [worker] = Worker.all(connection=redis_client)
    assert sorted(worker.queue_names()) == sorted(queues.NAMES)
    assert worker.pid == processes[0].pid


def test_frozen_processes_are_a_fault_until_they_continue(client, processes, monkeypatch):
    monkeypatch.setattr(health, "HEARTBEAT_LIMIT", health.HEARTBEAT_LIMIT / 3)
    wait_until_failing(client)

    for process in processes:
        process.send_signal(signal.SIGSTOP)
    wait_until_failing(client, "workers", "scheduler")

    for process in processes:
        process.send_signal(signal.SIGCONT)
    wait_until_failing(client)
