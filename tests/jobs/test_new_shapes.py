"""Every documented shape of the webhook is read, whatever it lacks, adds or writes otherwise."""

import json
from random import Random

import pytest

from tests.support.factories import a_contact, a_sender
from tests.support.new_shapes import ACCOUNT, PEOPLE, PHONE_ID, Shapes
from tests.support.strange_bodies import spoil
from webapp.domain.webhook.fields import READ_FIELDS
from webapp.extensions import db
from webapp.models import BackgroundTask, TaskKind, UnusedItem, UserAction, WebhookEvent
from webapp.models import Reply as ReplyRow
from webapp.services.webhook import drain, platform_events
from webapp.services.webhook.inbox import inbox
from webapp.whatsapp.signature import sign

#: A sample in every run, and as many as the product promises in `make test-full`.
COUNTS = [300, pytest.param(10_000, marks=pytest.mark.long)]

#: Bodies that are posted, and events about the platform that are applied: they take longest.
POSTED, APPLIED = 100, 400


@pytest.fixture
def shapes(app, at) -> Shapes:
    """The shapes, for a sender of ours and some contacts, half of them with a user id."""
    at("2025-10-05 09:00")
    a_sender(phone_number_id=PHONE_ID, waba_id=ACCOUNT).display_phone_number = "+57 300 9990000"
    for place, (number, user_id) in enumerate(PEOPLE[:8]):
        a_contact(f"+{number}").user_id = user_id if place % 2 else None
    db.session.commit()
    return Shapes(Random(2026))


def receive_all(client, bodies: list[bytes]) -> None:
    """Receive and drain the bodies; the endpoint reads none of them, so some are enough for it."""
    for body in bodies[:POSTED]:
        signature = {"X-Hub-Signature-256": sign(body, "simulator-secret")}
        response = client.post("/webhooks/whatsapp", data=body, headers=signature)
        assert response.status_code == 200
    inbox.store(*bodies[POSTED:])
    while drain.drain():
        db.session.commit()


def apply_platform_events() -> None:
    """Apply events about the platform, as the outbox does; one that raises is a fault."""
    kind = db.select(BackgroundTask.params).filter_by(kind=TaskKind.PLATFORM_EVENT)
    for params in db.session.scalars(kind.order_by(BackgroundTask.id).limit(APPLIED)).all():
        platform_events.apply(params)
    db.session.commit()


def faults() -> list[str]:
    statement = db.select(WebhookEvent).where(WebhookEvent.fault.is_not(None))
    return [f"{event.fault} {event.body[:2000]!r}" for event in db.session.scalars(statement)]


@pytest.mark.parametrize("count", COUNTS)
def test_no_legitimate_event_is_a_fault(client, shapes, count):
    receive_all(client, [shapes.body() for _ in range(count)])
    apply_platform_events()

    assert faults() == []
    unread = db.select(WebhookEvent.id).where(WebhookEvent.drained_at.is_(None))
    assert db.session.scalars(unread).all() == []
    stored = (ReplyRow, UserAction, UnusedItem)
    assert all(db.session.scalar(db.select(db.func.count()).select_from(row)) for row in stored)


@pytest.mark.parametrize("count", COUNTS)
def test_no_damage_to_a_new_shape_raises(client, shapes, count):
    bodies = []
    for _ in range(count // 3):
        body = json.loads(shapes.body())
        for _ in range(shapes.chance.randint(1, 4)):
            spoil(body, shapes.chance)
        bodies.append(json.dumps(body).encode("utf-8", "surrogatepass"))

    receive_all(client, bodies)
    apply_platform_events()

    assert [fault for fault in faults() if "Error" in fault.partition("{")[0]] == []


def test_every_field_that_is_read_has_a_shape(shapes):
    fields = set()
    for _ in range(500):
        [entry] = json.loads(shapes.body())["entry"]
        fields |= {change["field"] for change in entry["changes"]}

    assert fields >= set(READ_FIELDS)
