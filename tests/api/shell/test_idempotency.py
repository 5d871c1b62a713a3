"""A POST with an Idempotency-Key is done once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from flask import has_app_context

from jobs.forget import forget
from tests.api.conftest import a_token
from tests.support.factories import a_draft, a_sender, a_template, with_recipients
from webapp import clock, queues
from webapp.api.campaigns import campaigns as campaigns_api
from webapp.extensions import db
from webapp.models import Campaign, IdempotentCall, Sender
from webapp.services.campaigns import drafts, lifecycle

REPLAYED = "Idempotent-Replayed"


@pytest.fixture
def template(app):
    return a_template(a_sender(phone_number_id="100000000000001", waba_id="200000000000001"))


@pytest.fixture
def post(app, template):
    """Post with a key, from any thread: `post("/campaigns", {...}, "key")`."""
    secret = a_token()

    def post_with_key(path, body, key, token=secret):
        if has_app_context():  # not in a thread of its own
            db.session.commit()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        with app.app_context():
            return app.test_client().post(f"/marketing{path}", json=body, headers=headers)

    return post_with_key


@pytest.fixture
def message(template):
    return {
        "phone_number": "+57 300 111 2233",
        "template_name": template.name,
        "language": "en_US",
        "variables": {"first_name": "Ana"},
    }


@pytest.fixture
def draft(template):
    return {"name": "Spring", "template_name": template.name, "template_language": "en_US"}


def count(table=Campaign):
    db.session.commit()
    return db.session.scalar(db.select(db.func.count()).select_from(table))


def at_once(app, times, act):
    """Call the function in so many threads, all from the same moment on; return the responses."""
    start = Barrier(times)

    def run(_):
        with app.app_context():
            start.wait()
            return act()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.parametrize("path", ["/messages", "/campaigns"])
def test_equal_calls_at_once_are_done_once(app, post, message, draft, path):
    body = message if path == "/messages" else draft

    came = at_once(app, 5, lambda: post(path, body, "one-key"))
    again = post(path, body, "one-key")

    assert {answer.status_code for answer in came} <= {201, 409}
    assert count() == 1
    ids = {answer.json["id"] for answer in [*came, again] if answer.status_code == 201}
    assert ids == {str(db.session.scalars(db.select(Campaign.id)).one())}
    if path == "/messages":
        assert queues.redis().llen("rq:queue:sending") == 1


def test_a_repeated_call_returns_the_first_response(post, message):
    first = post("/messages", message, "k-1")
    again = post("/messages", message, "k-1")

    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert (first.headers.get(REPLAYED), again.headers[REPLAYED]) == (None, "true")
    assert first.json["status"] == "queued"


def test_another_body_or_path_with_the_key_is_refused(post, draft, message):
    post("/campaigns", draft, "k-1")

    for path, body in [("/campaigns", draft | {"name": "Autumn"}), ("/messages", message)]:
        answer = post(path, body, "k-1")
        assert answer.status_code == 422
        assert list(answer.json["error"]["fields"]) == ["Idempotency-Key"]
    assert count() == 1


def test_a_call_that_still_runs_is_not_begun_again(app, post, draft, monkeypatch):
    begun, may_end = Event(), Event()
    create = drafts.create

    def slow(*args):
        begun.set()
        assert may_end.wait(30)
        return create(*args)

    monkeypatch.setattr(campaigns_api.drafts, "create", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, "/campaigns", draft, "k-1")
        assert begun.wait(30)
        meanwhile = post("/campaigns", draft, "k-1")
        may_end.set()

    assert (meanwhile.status_code, meanwhile.headers["Retry-After"]) == (409, "1")
    assert meanwhile.json["error"]["fields"] == {"status": "running"}
    assert post("/campaigns", draft, "k-1").json["id"] == first.result().json["id"]


def test_a_key_holds_its_lock_though_the_view_rolls_back(app, post, monkeypatch):
    begun, may_end = Event(), Event()

    def slow(*args):
        db.session.rollback()
        begun.set()
        assert may_end.wait(30)
        raise ValueError

    campaign = with_recipients(a_draft(), 1)
    path = f"/campaigns/{campaign.id}/cancel"
    db.session.commit()
    monkeypatch.setattr(lifecycle, "cancel", slow)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(post, path, {}, "k-1")
        assert begun.wait(30)
        meanwhile = post(path, {}, "k-1")
        may_end.set()

    assert meanwhile.status_code == 409
    assert meanwhile.json["error"]["fields"] == {"status": "running"}


def test_keys_are_separate_for_each_token(post, draft):
    other = a_token(name="shop")

    ids = {post("/campaigns", draft, "k-1", *token).json["id"] for token in ((), (other,))}

    assert len(ids) == 2


def test_a_refusal_is_replayed_too(post, message):
    unknown = {**message, "template_name": "later"}
    refused = post("/messages", unknown, "k-1")
    a_template(db.session.scalars(db.select(Sender)).one(), name="later")

    again = post("/messages", unknown, "k-1")

    assert (refused.status_code, again.status_code) == (422, 422)
    assert again.data == refused.data
    assert count() == 0


def test_after_a_fault_of_ours_nothing_was_done_and_the_call_runs_again(post, draft, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(campaigns_api, "serialize", lambda campaign: 1 / 0)
        failed = post("/campaigns", draft, "k-1")
    assert (failed.status_code, count(), count(IdempotentCall)) == (500, 0, 0)

    assert post("/campaigns", draft, "k-1").status_code == 201
    assert count() == 1


def test_the_response_and_what_was_done_are_committed_together(post, message, monkeypatch):
    def fail(*args):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("webapp.services.background.idempotent_calls.store", fail)
        assert post("/messages", message, "k-1").status_code == 500

    assert count() == 0
    assert queues.redis().llen("rq:queue:sending") == 0


def test_jobs_wait_for_the_commit(app, post, message, monkeypatch):
    committed = []

    def enqueue(*args, **options):
        with db.engine.connect() as another:
            committed.append(another.scalar(db.select(db.func.count(IdempotentCall.key))))

    monkeypatch.setattr(queues.Queue, "enqueue", enqueue)
    post("/messages", message, "k-1")

    assert committed == [1]


def test_a_key_counts_for_a_day(post, draft):
    first = post("/campaigns", draft, "k-1").json["id"]
    stored = db.session.scalars(db.select(IdempotentCall)).one()
    stored.created_at = clock.now() - timedelta(hours=23, minutes=59)
    assert post("/campaigns", draft, "k-1").json["id"] == first

    stored.created_at = clock.now() - timedelta(hours=24)
    assert post("/campaigns", draft, "k-1").json["id"] != first

    post("/campaigns", draft, "k-2")
    db.session.get(IdempotentCall, (stored.token_id, "k-2")).created_at -= timedelta(hours=24)
    forget()
    assert db.session.scalars(db.select(IdempotentCall.key)).all() == ["k-1"]


@pytest.mark.parametrize("key", ["", " ", "two words", "ñ", "k" * 256])
def test_a_key_that_cannot_be_one_is_refused(post, draft, key):
    answer = post("/campaigns", draft, key)

    assert (answer.status_code, count()) == (422, 0)
    assert list(answer.json["error"]["fields"]) == ["Idempotency-Key"]


def test_every_post_honours_the_key(app, post):
    campaign = with_recipients(a_draft(), 1)
    one = f"/campaigns/{campaign.id}"
    calls = [
        (f"{one}/recipients", {"phone_numbers": ["+573001112299"]}),
        *((f"{one}/{step}", {}) for step in ("activate", "pause", "resume", "cancel", "release")),
        (f"{one}/accept-text", {"variables": {}}),
        ("/process-daily", {}),
        ("/contacts/+573001112255/subscribe", {}),
        ("/contacts/+573001112255/unsubscribe", {}),
        (f"/campaigns/{uuid.uuid4()}/pause", {}),
    ]

    for path, body in calls:
        first, again = (post(path, body, f"key-of-{path}") for _ in range(2))
        assert (first.status_code, first.data) == (again.status_code, again.data), path
        assert again.headers[REPLAYED] == "true", path
