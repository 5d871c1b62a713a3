"""Jobs that an earlier version left in Redis are removed, and neither fail nor block."""

import pytest
from rq import Queue
from rq.registry import FailedJobRegistry
from rq_scheduler import Scheduler

from jobs import old_jobs
from jobs.scheduler import PERIODIC, TickScheduler, reconcile
from jobs.worker import Worker
from webapp import clock, queues

OLD = "jobs.run_errands.run_errands"


@pytest.fixture
def queue(app) -> Queue:
    return Queue(queues.DEFAULT, connection=queues.redis())


def failures(queue: Queue) -> int:
    return FailedJobRegistry(queue=queue).count


def test_jobs_that_are_no_more_are_removed_and_the_others_stay(queue):
    queue.enqueue(OLD)
    queue.enqueue("jobs.resume_tasks.resume_tasks")
    queues.enqueue("plan_day")

    removed = old_jobs.remove_unknown(queues.redis())

    assert removed == 2
    assert [job.func_name for job in queue.get_jobs()] == ["jobs.plan_day.plan_day"]
    assert not list(queues.redis().scan_iter("rq:job:*errands*"))


def test_a_worker_removes_them_at_its_start_and_does_the_others(queue, work):
    queue.enqueue(OLD)
    queues.enqueue("compact_counters")

    work()

    assert (queue.count, failures(queue)) == (0, 0)


def test_one_that_comes_later_is_removed_when_its_turn_comes(app, queue, monkeypatch):
    monkeypatch.setattr(Worker, "app", app, raising=False)
    queue.enqueue(OLD)
    queues.enqueue("compact_counters")

    Worker([queue], connection=queues.redis()).work(burst=True, logging_level="WARNING")

    assert (queue.count, failures(queue)) == (0, 0)


def test_the_schedulers_old_entries_are_cancelled_and_leave_nothing(queue):
    scheduler = Scheduler(connection=queues.redis())
    moment = clock.now().replace(tzinfo=None)
    scheduler.schedule(moment, OLD, interval=30, id="tick-run_errands")

    reconcile(TickScheduler(connection=queues.redis()))

    ids = {job.id for job in scheduler.get_jobs()}
    assert ids == {f"tick-{name}" for name in PERIODIC}
    assert not queues.redis().exists("rq:job:tick-run_errands")
