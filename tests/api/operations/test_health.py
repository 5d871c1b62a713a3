"""The health checks for monitoring."""

from datetime import timedelta

import pytest
from rq import Worker

from jobs.scheduler import TickScheduler
from tests.api.conftest import a_token
from tests.support.factories import an_active_campaign
from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Role, WebhookEvent
from webapp.services.campaigns import daily


@pytest.fixture
def at_work(app):
    """A worker and a scheduler that have just started."""
    connection = queues.redis()
    Worker(["default"], connection=connection).register_birth()
    scheduler = TickScheduler(connection=connection, interval=5)
    scheduler.register_birth()
    scheduler.enqueue_jobs()


def test_a_system_in_which_all_are_at_work_is_well(client, at_work):
    answer = client.get("/marketing/health")

    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    checks = answer.json["checks"]
    assert checks["workers"]["count"] == 1
    assert checks["workers"]["last_heartbeat_seconds"] < 5
    assert checks["scheduler"]["last_tick_seconds"] < 5
    assert checks["webhook"]["last_event_at"] is None


def test_without_workers_and_scheduler_it_is_not(client):
    answer = client.get("/marketing/health")

    assert (answer.status_code, answer.json["status"]) == (503, "failing")
    failing = {name for name, check in answer.json["checks"].items() if not check["ok"]}
    assert failing == {"workers", "scheduler"}


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (10, 503)])
def test_webhook_events_that_wait_for_long_are_a_fault(client, at_work, minutes, status):
    received_at = clock.now() - timedelta(minutes=minutes)
    db.session.add(WebhookEvent(digest=b"1", body=b"{}", received_at=received_at))
    db.session.commit()

    answer = client.get("/marketing/health")

    assert answer.status_code == status
    assert answer.json["checks"]["webhook"]["oldest_waiting_seconds"] >= minutes * 60


@pytest.fixture
def without_redis(app, monkeypatch):
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:1/0")


def test_a_redis_that_does_not_answer_is_told(client, without_redis):
    answer = client.get("/marketing/health")

    assert answer.status_code == 503
    assert answer.json["checks"]["redis"] == {"ok": False}
    assert answer.json["checks"]["database"] == {"ok": True}


def test_the_metrics_count_queues_recipients_and_workers(client, at_work):
    an_active_campaign(3, daily_send_limit=2)
    for allocation in daily.allocate_due(clock.now()):
        db.session.commit()
        queues.enqueue_batches(allocation.batch_ids)
    headers = {"Authorization": f"Bearer {a_token(Role.VIEWER)}"}

    answer = client.get("/metrics", headers=headers)

    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    lines = answer.text.splitlines()
    assert 'campaigns_queue_jobs{queue="sending"} 1.0' in lines
    assert 'campaigns_recipients{status="queued"} 2.0' in lines
    assert 'campaigns_recipients{status="pending"} 1.0' in lines
    assert "campaigns_workers 1.0" in lines
    assert "campaigns_scheduler_up 1.0" in lines
    assert "campaigns_webhook_events_waiting 0.0" in lines
    assert any(line.startswith("campaigns_last_tick_timestamp_seconds ") for line in lines)


def test_the_metrics_need_a_token(client):
    answer = client.get("/metrics")

    assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthorized")
