"""Adding a large audience: its progress, and its recovery when the worker is killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from jobs.enqueue_due_tasks import enqueue_due_tasks
from jobs.run_background_task import run_background_task
from tests.api.conftest import a_token
from tests.support.database import wait_for_others_to_end
from tests.support.factories import a_contact, a_draft, an_active_campaign
from webapp import clock, queues
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import BackgroundTask, Contact, Recipient, TaskKind, TaskState
from webapp.services.background import progress, tasks
from webapp.services.recipients import from_audience

EVERYONE = {"match": "all", "conditions": []}
PEOPLE = 60_000
MANY = """
INSERT INTO contacts (phone_number, match_key, country, name, attributes, subscription,
                      created_at, updated_at)
SELECT '+57300' || to_char(n, 'FM0000000'), '57300' || to_char(n, 'FM0000000'), 'CO', 'Ana', '{}',
       'subscribed', now(), now() FROM generate_series(1, :people) n
"""


def a_task(campaign, age=timedelta(minutes=2)):
    params = {"campaign_id": str(campaign.id)}
    task = tasks.add(TaskKind.ADD_AUDIENCE, params, "eva", run_at=clock.now() - age)
    db.session.commit()
    return task


def how_many(campaign):
    return db.session.scalar(
        db.select(db.func.count(Recipient.id)).filter_by(campaign_id=campaign.id)
    )


def wait_for_inserting(seconds=60):
    """Wait until the database is inserting people into the campaign."""
    asked = (
        "datname = current_database() AND state = 'active'"
        " AND query LIKE 'INSERT INTO campaign_recipients%'"
    )
    for _ in range(seconds * 500):
        if db.session.scalar(db.text(f"SELECT count(*) FROM pg_stat_activity WHERE {asked}")):
            return
        db.session.commit()
        time.sleep(0.002)
    raise TimeoutError("The worker does not begin.")


@pytest.fixture
def campaign(app):
    """A campaign that is being sent to four people, after a fifth was added to the audience."""
    for _ in range(3):
        a_contact()
    active = an_active_campaign(1, target_audience=EVERYONE)
    a_contact()
    return active


def test_a_worker_killed_in_the_midst_adds_everyone_once_the_tick_has_come(app, settings, work):
    draft = a_draft(target_audience=EVERYONE)
    db.session.execute(db.text(MANY), {"people": PEOPLE})
    task = a_task(draft)
    queues.enqueue_task(task.id)
    worker = subprocess.Popen([sys.executable, "-m", "jobs.worker"], env=os.environ | settings)
    try:
        wait_for_inserting()
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    wait_for_others_to_end()
    half_way = how_many(draft)

    queues.redis().flushdb()  # the killed worker's job is lost as well
    db.session.execute(db.update(BackgroundTask).values(lease_until=clock.now()))
    db.session.commit()
    enqueue_due_tasks()
    work()

    db.session.refresh(task)
    assert half_way == 0
    assert task.state == TaskState.DONE, task.error
    assert task.result["recipients_added"] == PEOPLE
    assert how_many(draft) == PEOPLE
    assert progress.percent(task) == 100


def test_it_tells_how_far_it_is_slice_by_slice(app, monkeypatch):
    monkeypatch.setattr(from_audience, "SLICE_CONTACTS", 2)
    for _ in range(5):
        a_contact()
    draft, told = a_draft(target_audience=EVERYONE), []

    added = from_audience.add(draft, lambda done, whole: told.append((done, whole)))

    assert told == [(1, 3), (2, 3), (3, 3)]
    assert added.recipients_added == 5
    places = db.session.scalars(db.select(Recipient.position).order_by(Recipient.contact_id)).all()
    assert places == [1, 2, 3, 4, 5]


def test_added_again_only_who_is_new_is_added_behind_the_others(campaign, monkeypatch):
    monkeypatch.setattr(from_audience, "SLICE_CONTACTS", 2)

    again = from_audience.add(campaign)

    assert (again.recipients_added, again.duplicates_skipped) == (1, 4)
    places = db.session.scalars(db.select(Recipient.position).order_by(Recipient.position)).all()
    assert places == [1, 2, 3, 4, 5]
    newest = db.session.scalar(db.select(db.func.max(Contact.id)))
    last = db.session.scalars(db.select(Recipient).filter_by(contact_id=newest)).one()
    assert (last.position, last.status) == (5, RecipientStatus.PENDING)


def test_work_that_waits_in_its_queue_or_is_not_due_is_left_alone(campaign, work):
    a_task(campaign, age=-timedelta(seconds=5))
    waiting = a_task(campaign)
    queues.enqueue_task(waiting.id)

    enqueue_due_tasks()

    assert queues.redis().llen("rq:queue:default") == 1


def test_work_that_another_is_at_is_not_done_twice(campaign):
    task = a_task(campaign)
    with db.engine.connect() as in_hand:
        in_hand.execute(db.select(BackgroundTask).filter_by(id=task.id).with_for_update())
        run_background_task(task.id)
        enqueue_due_tasks()

    db.session.refresh(task)
    assert task.state == TaskState.WAITING
    assert how_many(campaign) == 4
    assert queues.redis().llen("rq:queue:default") == 0


def test_the_page_and_the_api_tell_how_far_it_is(campaign, client):
    task = a_task(campaign)

    progress.reporter(task.id)(3, 4)
    db.session.refresh(task)
    half_way = progress.percent(task)
    progress.reporter(task.id)(4, 4)
    db.session.refresh(task)

    assert half_way == 75
    assert progress.percent(task) == 99


def test_work_that_waited_for_hours_is_done_when_workers_are_back(campaign, work):
    task = a_task(campaign, age=timedelta(hours=5))

    enqueue_due_tasks()
    work()

    db.session.refresh(task)
    assert task.state == TaskState.DONE
    assert how_many(campaign) == 5


def test_work_that_waited_for_days_adds_nobody_and_says_why(campaign, work, client):
    task = a_task(campaign, age=timedelta(days=2))

    enqueue_due_tasks()
    work()
    enqueue_due_tasks()

    headers = {"Authorization": f"Bearer {a_token()}"}
    told = client.get(f"/marketing/tasks/{task.id}", headers=headers).json
    assert told["status"] == "failed"
    assert told["result"]["message"].startswith("It was due at ")
    assert how_many(campaign) == 4
    assert queues.redis().llen("rq:queue:default") == 0
