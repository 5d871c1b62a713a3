"""Automatic replies and forwarded bodies."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest

from jobs.deliver_outbox import deliver_outbox
from jobs.forget import forget
from tests.support import payloads
from tests.support.factories import a_contact, some_numbers
from tests.support.inbox import now, receive
from webapp.extensions import db
from webapp.models import BackgroundTask, ParkedReceipt, Reply, WebhookEvent
from webapp.services.operations import settings
from webapp.whatsapp.signature import is_signed


@pytest.fixture
def person(sender, simulator) -> str:
    """Return someone who has just written to us, known to the simulator."""
    [number] = some_numbers(1)
    a_contact(number)
    db.session.commit()
    simulator.post("inbound", **{"from": number, "text": "Hi"})
    return number


def test_a_stop_is_confirmed_in_the_service_window_and_only_once(person, simulator):
    receive(payloads.reply(person, "STOP", now()))

    deliver_outbox()
    deliver_outbox()

    [row] = simulator.accepted()
    assert row["to"] == person
    assert row["callback"].startswith("answer.")
    assert not db.session.scalars(db.select(BackgroundTask)).all()


def test_nobody_is_answered_after_the_window_has_closed(person, simulator):
    receive(payloads.reply(person, "STOP", now() - 25 * 3600))

    deliver_outbox()

    assert list(simulator.accepted()) == []


def test_an_answer_that_whatsapp_could_not_take_is_sent_later(person, simulator):
    simulator.post("settings", refuse_with=130429)
    receive(payloads.reply(person, "STOP", now()))
    deliver_outbox()

    simulator.post("reset", settings=True)
    simulator.post("inbound", **{"from": person, "text": "Hi"})
    db.session.execute(db.update(BackgroundTask).values(run_at=BackgroundTask.created_at))
    db.session.commit()
    deliver_outbox()

    assert [row["to"] for row in simulator.accepted()] == [person]


def test_receipts_of_an_answer_are_nobodys_and_no_riddle(app):
    receive(payloads.receipt("wamid.answer", "read", now(), "answer.7"))

    assert db.session.query(ParkedReceipt).count() == 0


class OtherSystem(BaseHTTPRequestHandler):
    """A system that answered customers before ours."""

    got: ClassVar[list[tuple[bytes, str | None]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((body, self.headers["X-Hub-Signature-256"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def other_system(app, monkeypatch) -> Iterator[type[OtherSystem]]:
    """The other system, to which messages are forwarded."""
    server = HTTPServer(("127.0.0.1", 0), OtherSystem)
    OtherSystem.got, OtherSystem.status = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setitem(app.config, "ALLOW_PRIVATE_ADDRESSES", True)
    settings.set_forwarding(f"http://127.0.0.1:{server.server_port}/", "theirs", "tests")
    db.session.commit()
    yield OtherSystem
    server.shutdown()
    thread.join()
    server.server_close()


def test_messages_are_passed_on_as_they_came_and_signed(other_system):
    receive(payloads.reply("+573001112233", "Where is my order?", now()))
    receive(payloads.receipt("wamid.1", "sent", now()))

    deliver_outbox()

    [(body, signature)] = other_system.got
    assert (
        body == db.session.scalars(db.select(WebhookEvent.body).order_by(WebhookEvent.id)).first()
    )
    assert is_signed(body, signature, ["theirs"])


def test_what_the_other_system_did_not_take_is_passed_on_again(other_system):
    other_system.status = 503
    receive(payloads.reply("+573001112233", "Hello?", now()))
    deliver_outbox()

    other_system.status = 200
    db.session.execute(db.update(BackgroundTask).values(run_at=BackgroundTask.created_at))
    db.session.commit()
    deliver_outbox()

    assert len(other_system.got) == 2
    assert not db.session.scalars(db.select(BackgroundTask)).all()


def test_nothing_is_passed_on_into_a_private_network(other_system, app, monkeypatch):
    port = settings.stored.forwarding().url.rpartition(":")[2].strip("/")
    monkeypatch.setitem(app.config, "ALLOW_PRIVATE_ADDRESSES", False)
    monkeypatch.setattr("webapp.domain.webhook.forwarding_address.urlsplit", as_https)
    settings.set_forwarding(f"http://localhost:{port}/", "theirs", "tests")
    receive(payloads.reply("+573001112233", "Hello?", now()))

    deliver_outbox()

    assert other_system.got == []
    stored = db.session.scalars(db.select(BackgroundTask)).one()
    assert "must not lead into a private network" in str(stored.error)


def as_https(url: str) -> Any:
    """Return the parts of an address as if it were https: the server has no certificate."""
    return urlsplit(url)._replace(scheme="https")


def test_an_address_that_was_stored_before_is_judged_too(other_system, app, monkeypatch):
    monkeypatch.setitem(app.config, "ALLOW_PRIVATE_ADDRESSES", False)
    receive(payloads.reply("+573001112233", "Hello?", now()))

    deliver_outbox()

    assert other_system.got == []
    stored = db.session.scalars(db.select(BackgroundTask)).one()
    assert "it has to begin with https://" in str(stored.error)


def test_bodies_are_forgotten_after_their_time_but_not_what_they_told(app, at):
    at("2025-10-05 09:00")
    receive(payloads.reply("+573001112233", "Hello?", now()))
    at("2025-11-10 09:00")

    forget()

    assert db.session.query(WebhookEvent).count() == 0
    assert db.session.query(Reply).count() == 1


def test_no_task_holds_a_secret(person, other_system, app):
    receive(payloads.reply(person, "STOP", now()))

    stored = db.session.scalars(db.text("SELECT t::text FROM background_tasks t")).all()

    secrets = ["theirs", *(app.config[name] for name in ("SECRET_KEY", "WHATSAPP_ACCESS_TOKEN"))]
    assert len(stored) == 2
    assert not [secret for secret in secrets for row in stored if secret in row]
