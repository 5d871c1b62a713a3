"""The web names jobs without importing them: each name must be that of a job."""

from importlib import import_module
from pathlib import Path

import jobs
from jobs.scheduler import PERIODIC
from webapp.queues import JOBS, NAMES

#: Modules of the package that are not jobs.
PROGRAMS = {
    "__init__",
    "bulk_work",
    "heartbeat",
    "long_tasks",
    "old_jobs",
    "outbox",
    "registry",
    "running",
    "scheduler",
    "stopping",
    "worker",
}


def test_every_name_that_can_be_enqueued_is_a_job():
    for name in JOBS:
        assert callable(getattr(import_module(f"jobs.{name}"), name))


def test_every_job_can_be_enqueued():
    modules = {path.stem for path in Path(jobs.__file__).parent.glob("*.py")} - PROGRAMS

    assert modules == set(JOBS)


def test_every_queue_has_workers_and_every_periodic_job_a_queue():
    assert set(JOBS.values()) == set(NAMES)
    assert PERIODIC.keys() <= JOBS.keys()
