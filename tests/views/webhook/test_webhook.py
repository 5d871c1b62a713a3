"""WhatsApp's webhook."""

import pytest

from tests.support.payloads import body, receipt
from webapp import queues
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.views.webhook.endpoint import MAX_BODY_BYTES
from webapp.whatsapp.signature import sign

SECRET = "simulator-secret"
TOLD = body(receipt("wamid.1", "sent", 1_750_000_000))


def post(client, content: bytes, signature: str | None = None):
    headers = {"X-Hub-Signature-256": sign(content, SECRET) if signature is None else signature}
    return client.post("/webhooks/whatsapp", data=content, headers=headers)


def kept() -> int:
    return db.session.query(WebhookEvent).count()


def waiting() -> int:
    return queues.redis().llen("rq:queue:webhook")


def test_what_is_signed_is_kept_as_it_came_and_wakes_the_drain(client):
    answer = post(client, TOLD)

    assert (answer.status_code, answer.data) == (200, b"")
    assert db.session.scalars(db.select(WebhookEvent)).one().body == TOLD
    assert waiting() == 1


def test_the_same_body_again_is_kept_once(client):
    answers = [post(client, TOLD).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert kept() == 1


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=0000", sign(TOLD, "another secret")])
def test_what_is_wrongly_signed_touches_nothing(client, signature):
    assert post(client, TOLD, signature).status_code == 403
    assert (kept(), waiting()) == (0, 0)


def test_a_signed_body_that_nobody_understands_is_kept_all_the_same(client):
    assert post(client, b"not even JSON \xff").status_code == 200
    assert kept() == 1


def test_a_body_larger_than_any_of_theirs_is_refused(client):
    assert post(client, b" " * (MAX_BODY_BYTES + 1)).status_code == 413
    assert kept() == 0


def test_without_redis_a_body_is_kept_for_the_tick(client, app):
    usual, app.config["REDIS_URL"] = app.config["REDIS_URL"], "redis://127.0.0.1:1/0"
    try:
        answer = post(client, TOLD)
    finally:
        app.config["REDIS_URL"] = usual

    assert answer.status_code == 200
    assert kept() == 1


def test_a_burst_wakes_the_drain_once(client):
    for number in range(5):
        post(client, body(receipt(f"wamid.{number}", "sent", 1_750_000_000)))

    assert (kept(), waiting()) == (5, 1)


def test_a_drain_that_has_started_does_not_swallow_a_wake_up(client):
    post(client, TOLD)
    queues.redis().lpop("rq:queue:webhook")  # as a worker does when it begins

    post(client, body(receipt("wamid.2", "sent", 1_750_000_000)))

    assert waiting() == 1


def test_the_queue_of_the_drain_is_its_own(app):
    assert [name for name, queue in queues.JOBS.items() if queue == queues.WEBHOOK] == [
        "drain_webhook_events"
    ]


def verify(client, **given):
    asked = {"hub.mode": "subscribe", "hub.challenge": "12345", "hub.verify_token": "verify-me"}
    return client.get("/webhooks/whatsapp", query_string=asked | given)


def test_the_challenge_is_answered_to_who_knows_the_token(client):
    answer = verify(client)

    assert (answer.status_code, answer.text, answer.mimetype) == (200, "12345", "text/plain")


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "guess"}, {"hub.verify_token": ""}, {"hub.mode": "other"}]
)
def test_the_challenge_is_not_answered_to_others(client, wrong):
    assert verify(client, **wrong).status_code == 403
