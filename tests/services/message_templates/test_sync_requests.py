"""News about templates are gathered: WhatsApp is asked seldom, and only for our accounts."""

import json
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from rq import Queue

from jobs.enqueue_due_tasks import enqueue_due_tasks
from jobs.run_background_task import run_background_task
from jobs.sync_templates import sync_templates
from tests.support.inbox import now, receive_body
from tests.support.payloads import news
from tools.rehearsal.simulator import Simulator
from webapp import queues
from webapp.extensions import db
from webapp.models import BackgroundTask, MessageTemplate, Sender

STATUS = "message_template_status_update"


@pytest.fixture
def sender(app, simulator, at) -> Sender:
    """The simulator's number, whose templates were synced at nine."""
    at("2026-11-20 09:00")
    sync_templates()
    return db.session.scalars(db.select(Sender)).one()


def tell(waba_id: str, template_id: int, event: str = "APPROVED", field: str = STATUS) -> None:
    value = {"event": event, "message_template_id": template_id}
    receive_body(news(field, value, now(), waba_id))


def due_tasks() -> int:
    """Do what is due, and return how many tasks that were."""
    enqueue_due_tasks()
    jobs = Queue("default", connection=queues.redis()).jobs
    ids = [job.args[0] for job in jobs if "run_background_task" in job.func_name]
    for task_id in ids:
        run_background_task(task_id)
    db.session.expire_all()
    return len(ids)


@pytest.fixture
def asked(sender: Sender, simulator: Simulator) -> Callable[[], int]:
    """Count the calls about templates since the last count, by the header of another call.

    The simulator says which part of the hour's calls is used, in per cent.
    """
    simulator.post("settings", management_calls_per_hour=100)
    before = [0]

    def count() -> int:
        url = f"{simulator.url}/v25.0/{sender.waba_id}/message_templates?limit=1"
        request = Request(url, headers={"Authorization": "Bearer simulator-token"})
        with urlopen(request) as response:
            used = json.loads(response.headers["x-app-usage"])["call_count"]
        calls, before[0] = used - before[0] - 1, used
        return int(calls)

    count()
    return count


def test_sixty_events_within_fifteen_seconds_cost_one_list(sender, asked, at):
    for number in range(60):
        at(f"2026-11-20 09:10:{number // 4:02}")
        tell(sender.waba_id, 5_000_000 + number)
    assert (due_tasks(), asked()) == (0, 0)

    at("2026-11-20 09:10:31")
    assert due_tasks() == 1

    assert asked() <= 2
    assert db.session.scalars(db.select(BackgroundTask)).all() == []


def test_one_template_that_is_named_is_asked_for_alone(sender, asked, simulator, at):
    template = db.session.scalars(db.select(MessageTemplate).limit(1)).one()
    components = [{"type": "BODY", "text": "Changed at WhatsApp"}]
    wanted = {"name": template.name, "language": template.language, "components": components}
    simulator.post("templates", **wanted)
    tell(sender.waba_id, int(template.provider_id), field="message_template_components_update")

    at("2026-11-20 09:00:40")
    due_tasks()

    assert template.components == components
    assert asked() <= 2
    others = db.select(MessageTemplate.status).filter(MessageTemplate.id != template.id)
    assert "DELETED" not in db.session.scalars(others).all()


def test_a_template_that_whatsapp_does_not_know_is_looked_for_in_the_list(sender, at):
    template = db.session.scalars(db.select(MessageTemplate).limit(1)).one()
    tell(sender.waba_id, 987_654_321)

    at("2026-11-20 09:00:40")
    due_tasks()

    assert template.synced_at.isoformat() >= "2026-11-20T09:00:40"


def test_nobody_asks_for_the_templates_of_another_account(sender, asked):
    for number in range(5):
        tell("999000999000999", number + 1)

    assert db.session.scalars(db.select(BackgroundTask)).all() == []


def test_an_event_after_the_question_is_asked_for_again(sender, at):
    tell(sender.waba_id, 1)
    at("2026-11-20 09:01")
    due_tasks()

    tell(sender.waba_id, 1)

    assert db.session.scalars(db.select(BackgroundTask.run_at)).one().minute == 1
