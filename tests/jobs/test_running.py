"""Running background tasks: a failed handler does not affect the others."""

import pytest

from jobs import running
from jobs.deliver_outbox import deliver_outbox
from jobs.enqueue_due_tasks import enqueue_due_tasks
from jobs.outbox import OtherSideAwayError
from jobs.registry import REGISTRY
from webapp import queues
from webapp.extensions import db
from webapp.models import Audience, BackgroundTask, TaskKind, TaskState
from webapp.services.background import tasks
from webapp.services.background.claims import Claim

KIND = TaskKind.FORWARD


@pytest.fixture
def handled_by(monkeypatch):
    """Run a function for the tasks of one kind."""

    def set_handler(handler) -> None:
        monkeypatch.setitem(REGISTRY, KIND, REGISTRY[KIND]._replace(handler=handler))

    return set_handler


@pytest.fixture
def five(app) -> None:
    tasks.add_all(KIND, ({"name": f"audience {number}"} for number in range(5)))
    db.session.commit()


def save_unless_third(claim: Claim) -> None:
    db.session.add(Audience(name=claim.params["name"], filter={}))
    db.session.flush()
    if claim.params["name"] == "audience 2":
        raise RuntimeError("a bug")


def names() -> list[str]:
    return list(db.session.scalars(db.select(Audience.name).order_by(Audience.name)))


def test_one_that_fails_spoils_none_of_the_others_and_leaves_no_trace(five, handled_by):
    handled_by(save_unless_third)

    deliver_outbox()
    deliver_outbox()

    assert names() == [f"audience {number}" for number in (0, 1, 3, 4)]
    left = db.session.scalars(db.select(BackgroundTask)).one()
    assert left.params == {"name": "audience 2"}
    assert (left.state, left.attempts, left.error) == (TaskState.WAITING, 1, "RuntimeError: a bug")


def test_a_fixed_one_is_done_at_its_next_attempt(five, handled_by):
    handled_by(save_unless_third)
    deliver_outbox()

    handled_by(lambda claim: save_unless_third(claim) if "2" not in claim.params["name"] else None)
    db.session.execute(db.update(BackgroundTask).values(run_at=BackgroundTask.created_at))
    db.session.commit()
    deliver_outbox()

    assert db.session.query(BackgroundTask).count() == 0


def test_where_the_other_side_is_away_the_rest_is_given_back(five, handled_by):
    def away(_claim: Claim) -> None:
        raise OtherSideAwayError("It is away.")

    handled_by(away)

    deliver_outbox()

    rows = db.session.scalars(db.select(BackgroundTask).order_by(BackgroundTask.number)).all()
    assert [task.attempts for task in rows] == [1, 0, 0, 0, 0]
    assert {task.lease_until for task in rows} == {None}


def test_a_lost_claim_is_not_run(five, handled_by):
    done: list[Claim] = []
    handled_by(done.append)
    [claim] = running.claims.claim(KIND, REGISTRY[KIND].lease, 1)
    db.session.execute(db.update(BackgroundTask).values(attempts=7))
    db.session.commit()

    running.run(claim)

    assert done == []


def test_without_redis_nothing_is_lost_the_tick_enqueues_what_is_due(five, handled_by):
    queues.redis().flushdb()

    enqueue_due_tasks()

    assert queues.redis().llen("rq:queue:default") == 1


def test_nothing_is_enqueued_while_nothing_is_due(app):
    enqueue_due_tasks()

    assert queues.redis().llen("rq:queue:default") == 0
