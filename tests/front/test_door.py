"""The server in front of the pages, in a separate process."""

import http.client
import threading
import time

import pytest

from front.pages import MAX_UNSTREAMED_BYTES
from tests.support.database import cut_connections
from tests.support.payloads import body, receipt
from webapp import queues
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.webhook.inbox import MAX_BODY_BYTES
from webapp.whatsapp.signature import sign

SECRET = "simulator-secret"


@pytest.fixture
def ask(port, app):
    """Return the response to a request: method, path, other arguments of http.client."""

    def ask(method, path, content=None, headers=None, **more):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request(method, path, content, headers or {}, **more)
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    return ask


@pytest.fixture
def tell(ask):
    """Post a signed body, as WhatsApp does; return the status."""

    def tell(content, signature=None, **headers):
        signed = {"X-Hub-Signature-256": sign(content, SECRET) if signature is None else signature}
        return ask("POST", "/webhooks/whatsapp", content, signed | headers).status

    return tell


def told(number: int) -> bytes:
    return body(receipt(f"wamid.{number}", "sent", 1_750_000_000))


def kept() -> list[bytes]:
    db.session.rollback()
    return list(db.session.scalars(db.select(WebhookEvent.body)))


def drains() -> int:
    return queues.redis().llen("rq:queue:webhook")


def is_so_soon(question) -> bool:
    deadline = time.monotonic() + 5
    while not question() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(question())


def test_what_is_signed_is_kept_as_it_came_and_wakes_the_drain(tell):
    assert tell(told(1)) == 200
    assert kept() == [told(1)]
    assert is_so_soon(lambda: drains() == 1)


def test_the_same_body_again_is_kept_once(tell):
    assert [tell(told(1)), tell(told(1))] == [200, 200]
    assert len(kept()) == 1


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=0000", sign(told(1), "another")])
def test_what_is_wrongly_signed_touches_nothing(tell, signature):
    assert tell(told(1), signature) == 403
    assert kept() == []  # a drain may still run for an earlier body


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_the_content_type_does_not_matter(tell, kind):
    assert tell(told(1), **{"Content-Type": kind}) == 200
    assert kept() == [told(1)]


def test_their_largest_body_is_kept_and_a_larger_one_refused(tell):
    assert tell(b"x" * 3 * 1024 * 1024) == 200
    assert tell(b" " * (MAX_BODY_BYTES + 1)) == 413
    assert [len(one) for one in kept()] == [3 * 1024 * 1024]


def test_a_body_that_does_not_say_how_long_it_is_is_kept_or_refused_all_the_same(ask):
    def post(content):
        signed = {"X-Hub-Signature-256": sign(content, SECRET)}
        parts = (content[i : i + 65536] for i in range(0, len(content), 65536))
        return ask("POST", "/webhooks/whatsapp", parts, signed, encode_chunked=True).status

    assert post(told(1)) == 200
    assert post(b" " * (MAX_BODY_BYTES + 1)) == 413
    assert kept() == [told(1)]


def test_bodies_that_come_together_are_all_kept(tell):
    answers = []

    def several(first):
        answers.extend(tell(told(number)) for number in range(first, first + 10))

    threads = [threading.Thread(target=several, args=(10 * i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 80
    assert sorted(kept()) == sorted(told(number) for number in range(80))


def test_slow_clients_hold_nobody_up(a_request, ask, tell):
    slow = [a_request(1000, b"{") for _ in range(60)]

    began = time.monotonic()
    page, webhook = ask("GET", "/sign-in").status, tell(told(1))
    took = time.monotonic() - began
    for one in slow:
        one.sendall(b" " * 999)

    assert (page, webhook) == (200, 200)
    assert took < 5
    assert {one.recv(100).split(b"\r\n")[0] for one in slow} == {b"HTTP/1.1 403 Forbidden"}


def test_a_client_that_leaves_in_the_middle_leaves_nothing(a_request, tell):
    a_request(1000, b"{").close()

    assert tell(told(1)) == 200
    assert kept() == [told(1)]


def test_a_body_is_kept_though_the_connection_was_lost(tell):
    assert tell(told(1)) == 200
    cut_connections()

    assert tell(told(2)) == 200
    assert sorted(kept()) == sorted([told(1), told(2)])


def test_a_body_that_cannot_be_stored_is_asked_for_again(tell):
    """503 makes WhatsApp send it again; 200 would lose it."""
    assert tell(told(1)) == 200
    db.session.execute(db.text("ALTER TABLE webhook_events RENAME TO elsewhere"))
    db.session.commit()
    try:
        refused = tell(told(2))
    finally:
        db.session.execute(db.text("ALTER TABLE elsewhere RENAME TO webhook_events"))
        db.session.commit()

    assert refused == 503
    assert tell(told(2)) == 200
    assert len(kept()) == 2


def test_whatever_whatsapp_tells_wakes_the_drain_anew(tell):
    tell(told(1))
    assert is_so_soon(lambda: drains() == 1)
    queues.redis().lpop("rq:queue:webhook")  # as a worker does when it starts

    tell(told(2))

    assert is_so_soon(lambda: drains() == 1)


def test_an_answer_of_half_a_megabyte_comes_whole(ask):
    with open("webapp/static/vendor/tabler-1.6.1/tabler.min.css", "rb") as file:
        stylesheet = file.read()

    answer = ask("GET", "/static/vendor/tabler-1.6.1/tabler.min.css")

    assert (answer.status, answer.content) == (200, stylesheet)
    assert len(stylesheet) > MAX_UNSTREAMED_BYTES


def test_the_challenge_is_answered(ask):
    asked = "?hub.mode=subscribe&hub.challenge=12345&hub.verify_token=verify-me"
    answer = ask("GET", f"/webhooks/whatsapp{asked}")

    assert (answer.status, answer.content) == (200, b"12345")
