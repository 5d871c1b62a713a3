"""Claiming background tasks: once, and again when their worker is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.support.concurrently import concurrently
from webapp import clock
from webapp.domain.messages import of_error
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import BackgroundTask, TaskKind, TaskState
from webapp.services.background import claims, due_tasks, tasks

KIND, LEASE = TaskKind.REFUSAL, timedelta(minutes=1)


@pytest.fixture
def three(app) -> None:
    """Three tasks of one kind, by number."""
    tasks.add_all(KIND, ({"number": number} for number in range(3)))
    db.session.commit()


def claim(rows: int = 500) -> list[claims.Claim]:
    claimed = claims.claim(KIND, LEASE, rows)
    db.session.commit()
    return list(claimed)


def the_task() -> BackgroundTask:
    db.session.expire_all()
    return db.session.scalars(db.select(BackgroundTask)).one()


def in_another_transaction(app, act):
    """Return the result of running it in a thread with a separate session."""

    def run():
        with app.app_context():
            return act()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_tasks_are_claimed_in_the_order_in_which_they_were_written(three):
    assert [one.params["number"] for one in claim(2)] == [0, 1]
    assert [one.params["number"] for one in claim(2)] == [2]
    assert claim() == []


def test_a_claim_takes_two_statements_however_many_tasks_it_has(three):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement.split()[0])

    event.listen(db.engine, "before_cursor_execute", note)
    claims.claim(KIND, LEASE, 500)
    event.remove(db.engine, "before_cursor_execute", note)

    assert statements == ["SELECT", "UPDATE"]


def test_of_two_workers_at_once_each_task_goes_to_one(app, three):
    first, second = concurrently(app, [lambda: claims.claim(KIND, LEASE, 2)] * 2)

    numbers = [one.params["number"] for one in (*first, *second)]
    assert sorted(numbers) == [0, 1, 2]


def test_a_task_that_is_not_due_yet_waits(app):
    tasks.add(KIND, {}, "eva", run_at=clock.now() + timedelta(minutes=1))

    assert claim() == []


def test_a_killed_workers_task_is_claimed_again_after_its_lease(app, at):
    at("2025-10-05 09:00")
    tasks.add(KIND, {}, "eva")
    [killed] = claim()

    at("2025-10-05 09:00:50")
    assert claim() == []
    at("2025-10-05 09:01:10")
    [again] = claim()

    assert (again.id, again.attempts) == (killed.id, 2)
    assert claims.hold(killed) is None  # if the first continues
    assert claims.hold(again) is not None


def test_what_the_first_worker_says_after_its_claim_was_lost_changes_nothing(app, at):
    at("2025-10-05 09:00")
    tasks.add(KIND, {}, "eva")
    [lost] = claim()
    at("2025-10-05 09:02")
    [present] = claim()

    claims.finish(lost, {})
    claims.fail(lost, of_error("no"))
    claims.postpone(lost, of_error("no"), 1)

    assert (the_task().state, the_task().error) == (TaskState.WAITING, None)
    claims.finish(present, {})
    assert the_task().state == TaskState.DONE


def test_a_task_in_hand_is_not_claimed_though_its_lease_has_ended(app, at):
    at("2025-10-05 09:00")
    tasks.add(KIND, {}, "eva")
    [claimed] = claim()
    at("2025-10-05 09:02")
    claims.hold(claimed)

    def others() -> list[int]:
        due = due_tasks.find(clock.now(), [KIND])
        due_tasks.fail_lost(clock.now(), {KIND: 1})
        return [len(claims.claim(KIND, LEASE, 1)), len(due)]

    assert in_another_transaction(app, others) == [0, 0]
    assert the_task().state == TaskState.WAITING


def test_attempts_come_after_growing_waits_and_end(app, at):
    at("2025-10-05 09:00")
    tasks.add(KIND, {}, "eva")
    waits = []
    for _ in range(3):
        [claimed] = claim()
        before = clock.now()
        claims.postpone(claimed, of_error("no"), 4)
        db.session.commit()
        waits.append(round((the_task().run_at - before).total_seconds()))
        db.session.execute(db.update(BackgroundTask).values(run_at=clock.now()))
    [last] = claim()
    claims.postpone(last, of_error("no"), 4)

    assert waits == [15, 60, 240]
    assert (the_task().state, the_task().error) == (TaskState.FAILED, of_error("no"))


def test_a_task_without_a_result_is_gone_when_it_is_done(three):
    for claimed in claim():
        claims.finish(claimed, None)

    assert db.session.query(BackgroundTask).count() == 0


def test_results_are_kept_for_thirty_days_and_failures_stay(app, at):
    at("2025-10-05 09:00")
    for _ in range(2):
        tasks.add(KIND, {}, "eva")
    done, failed = claim()
    claims.finish(done, {"people": 3})
    claims.fail(failed, of_error("no"))

    tasks.delete_finished(at("2025-11-04 08:00"))
    assert db.session.query(BackgroundTask).count() == 2
    tasks.delete_finished(at("2025-11-04 10:00"))

    assert the_task().state == TaskState.FAILED


def test_a_failed_task_is_retried_from_the_beginning_of_its_attempts(app):
    task = tasks.add(KIND, {}, "eva")
    [claimed] = claim()
    claims.fail(claimed, of_error("no"))

    tasks.retry(task.id, "eva")

    [again] = claim()
    assert again.attempts == 1


def test_a_task_in_a_workers_hand_is_not_retried(app):
    task = tasks.add(KIND, {}, "eva")
    claim()

    with pytest.raises(WrongStatus):
        tasks.retry(task.id, "eva")


def test_a_task_that_ends_its_workers_again_and_again_fails(app, at):
    at("2025-10-05 09:00")
    tasks.add(KIND, {}, "eva")
    for minute in (1, 3, 5):
        at(f"2025-10-05 09:0{minute}")
        claim()

    due_tasks.fail_lost(at("2025-10-05 09:05:30"), {KIND: 3})
    assert the_task().state == TaskState.WAITING  # the last still has it
    due_tasks.fail_lost(at("2025-10-05 09:07"), {KIND: 3})

    assert (the_task().state, the_task().error) == (
        TaskState.FAILED,
        "Its worker was lost again and again.",
    )
