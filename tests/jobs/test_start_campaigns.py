"""Starting scheduled campaigns with real ticks and workers, also after downtime."""

import time
import uuid
from datetime import timedelta

import pytest
from rq import Queue

from jobs.scheduler import TickScheduler
from tests.support.factories import a_draft, with_recipients
from webapp import clock, queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, Incident, MessageTemplate, TaskState
from webapp.services.campaigns import launch
from webapp.services.recipients import from_audience


@pytest.fixture
def tick(work):
    """Have the scheduler enqueue what is due, and real workers run it."""

    def run() -> None:
        db.session.commit()
        TickScheduler(connection=queues.redis()).enqueue_jobs()
        work()
        db.session.expire_all()

    return run


@pytest.fixture
def draft(sender) -> Campaign:
    """A draft for two people, with a number and a template that WhatsApp knows."""
    template = db.session.query(MessageTemplate).filter_by(name="we_miss_you").one()
    values = {"first_name": "friend", "city": "Lima"}
    given = {"sender": sender, "message_template": template, "variables": values}
    return with_recipients(a_draft(name="Spring", **given), 2)


def waiting_jobs() -> list[str]:
    return Queue(queues.DEFAULT, connection=queues.redis()).job_ids


def send(draft: Campaign, ago: timedelta) -> None:
    """Send the campaign this long ago, while nothing was running."""
    task = launch.schedule(draft, timedelta(minutes=1), "eva")
    task.created_at -= ago
    task.run_at = clock.now() - ago


def test_it_starts_at_its_moment_without_waiting_for_a_tick(draft, work):
    delay = timedelta(seconds=2)
    task = launch.schedule(draft, delay, "eva")
    db.session.commit()
    queues.enqueue_task(task.id, delay)
    scheduler = TickScheduler(connection=queues.redis())

    while clock.now() < task.run_at - timedelta(milliseconds=200):
        scheduler.enqueue_jobs()
        assert str(task.id) not in waiting_jobs()
        time.sleep(0.1)
    time.sleep(0.4)
    scheduler.enqueue_jobs()
    assert str(task.id) in waiting_jobs()
    work()

    db.session.expire_all()
    assert draft.activated_at is not None


def test_the_scheduler_keeps_a_job_that_runs_once(draft):
    key = uuid.uuid4()
    queues.enqueue_task(key, timedelta(minutes=1))

    TickScheduler(connection=queues.redis()).enqueue_jobs()

    assert str(key) in {job.id for job in TickScheduler(connection=queues.redis()).get_jobs()}


def test_after_hours_without_a_scheduler_the_next_tick_starts_it(draft, tick):
    send(draft, ago=timedelta(hours=5))

    tick()

    assert draft.activated_at is not None
    assert db.session.query(Incident).count() == 0


def test_after_days_without_a_scheduler_the_next_tick_says_why_it_does_not(draft, tick):
    send(draft, ago=timedelta(days=3))

    tick()
    tick()

    assert draft.status == CampaignStatus.DRAFT
    incident = db.session.query(Incident).filter_by(ended_at=None).one()
    assert incident.message.startswith("Spring could not be started: It was due at")


def test_a_large_campaign_that_a_program_started_hours_ago_is_started(draft, tick, monkeypatch):
    monkeypatch.setattr(from_audience, "MAX_RECIPIENTS_ADDED_IN_REQUEST", 0)
    task = launch.begin(draft, "a program")
    task.created_at -= timedelta(hours=5)
    task.run_at -= timedelta(hours=5)

    tick()  # enqueues it again, and a worker runs it

    assert draft.activated_at is not None
    assert task.state == TaskState.DONE


def test_a_text_that_changed_at_whatsapp_since_send_was_pressed_is_not_sent(draft, tick, simulator):
    send(draft, timedelta(hours=2))
    template = draft.message_template
    template.components = [{"type": "BODY", "text": "Pay, {{first_name}} of {{city}}."}]
    key = {"name": template.name, "language": template.language}
    simulator.post("templates", **key, components=template.components)

    tick()

    assert draft.status == CampaignStatus.DRAFT
    incident = db.session.scalars(db.select(Incident).filter_by(kind="not_started")).one()
    assert "The text of its template has changed at WhatsApp" in incident.message
