"""Background tasks that failed or are stuck, and their retries."""

from datetime import timedelta

import pytest

from jobs.deliver_outbox import deliver_outbox
from jobs.enqueue_due_tasks import enqueue_due_tasks
from tests.support.inbox import open_incidents
from webapp import clock, queues
from webapp.domain.messages import of_error
from webapp.extensions import db
from webapp.models import AuditEntry, BackgroundTask, TaskKind, TaskState

TABLE = "Actions that failed"


@pytest.fixture
def open_tasks(open_page, admin):
    """Open the page as an administrator."""
    return lambda: open_page("/settings/background-tasks", admin)


def a_task(**given) -> BackgroundTask:
    """Return a task about news that failed too often."""
    news = {"field": "account_alerts", "waba_id": "2", "at": clock.now().isoformat()}
    values = {
        "kind": TaskKind.PLATFORM_EVENT,
        "params": news | {"value": {"alert_type": "OBA_APPROVED"}},
        "attempts": 12,
        "run_at": clock.now(),
        "error": of_error("TimeoutError"),
        "state": TaskState.FAILED,
        "created_by": "system",
    }
    task = BackgroundTask(**(values | given))
    db.session.add(task)
    db.session.commit()
    return task


def test_without_trouble_nothing_is_shown(open_tasks):
    assert open_tasks().rows(TABLE) == [["Everything could be done."]]


def test_what_failed_is_shown_with_its_reason_and_done_after_all(open_tasks):
    task = a_task()
    page = open_tasks()

    again = page.submit(f"Try again: number {task.number}")

    row = ["Act on news about the account", "Failed", "TimeoutError"]
    assert page.rows(TABLE)[0][:3] == row
    assert again.messages == ["It is tried again."]
    assert queues.redis().llen("rq:queue:default") == 1
    deliver_outbox()
    assert open_incidents() == ["account_notice"]
    assert not db.session.scalars(db.select(BackgroundTask)).all()
    noted = db.select(AuditEntry.details).filter_by(action="background.retry")
    assert db.session.scalar(noted) == {"kind": "platform_event"}


def test_what_is_being_tried_is_not_tried_twice(open_tasks):
    task = a_task()
    page = open_tasks()
    page.submit(f"Try again: number {task.number}")

    again = page.submit(f"Try again: number {task.number}")

    assert again.messages == ["This is being tried already, or is forgotten."]


def test_what_is_tried_again_later_is_shown_and_can_be_tried_at_once(open_tasks):
    task = a_task(state=TaskState.WAITING, run_at=clock.now() + timedelta(hours=1))

    page = open_tasks()
    page.submit(f"Try again: number {task.number}")
    deliver_outbox()

    assert page.rows(TABLE)[0][1] == "Waiting"
    assert open_incidents() == ["account_notice"]


def test_what_no_worker_has_begun_is_shown_after_a_while(open_tasks):
    waiting = {"state": TaskState.WAITING, "error": None, "attempts": 0}
    a_task(**waiting)
    assert open_tasks().rows(TABLE) == [["Everything could be done."]]

    a_task(**waiting, run_at=clock.now() - timedelta(minutes=6))

    [row] = open_tasks().rows(TABLE)
    assert row[1:3] == ["Waiting", "No worker has begun with it yet."]


def test_a_task_that_a_worker_has_in_hand_is_no_trouble(open_tasks):
    long_ago = clock.now() - timedelta(minutes=6)
    lease = {"lease_until": clock.now() + timedelta(minutes=1)}
    a_task(state=TaskState.WAITING, error=None, run_at=long_ago, **lease)

    assert open_tasks().rows(TABLE) == [["Everything could be done."]]


def test_a_task_of_an_unknown_kind_is_shown_and_not_lost(open_tasks):
    task = a_task(kind="of_tomorrow", state=TaskState.WAITING, error=None, attempts=0)

    enqueue_due_tasks()
    deliver_outbox()

    [row] = open_tasks().rows(TABLE)
    known = "This version of the application does not know this kind of task."
    assert row[:3] == ["of_tomorrow", "Waiting", known]
    db.session.refresh(task)
    assert (task.state, task.attempts) == (TaskState.WAITING, 0)


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_administrators_see_it(open_page, request, role):
    reader = request.getfixturevalue(role)

    assert open_page("/settings/background-tasks", reader).status == 403
