"""Receiving bodies."""

import threading

import pytest
from psycopg.errors import UndefinedTable

from tests.support.database import cut_connections
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.webhook.inbox import inbox


def test_a_body_is_kept_though_the_connection_was_lost(app):
    inbox.store(b"before")
    cut_connections()

    inbox.store(b"after")

    assert set(db.session.scalars(db.select(WebhookEvent.body))) == {b"before", b"after"}


def test_many_threads_keep_one_body_once(app):
    def store() -> None:
        with app.app_context():
            inbox.store(b"the same")

    threads = [threading.Thread(target=store) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert db.session.scalars(db.select(WebhookEvent.body)).all() == [b"the same"]


def test_several_bodies_are_stored_at_once(app):
    inbox.store(b"one", b"other", b"one")

    assert set(db.session.scalars(db.select(WebhookEvent.body))) == {b"one", b"other"}


def test_a_body_that_cannot_be_stored_is_known_not_to_be(app):
    db.session.execute(db.text("ALTER TABLE webhook_events RENAME TO elsewhere"))
    db.session.commit()
    try:
        with pytest.raises(UndefinedTable):
            inbox.store(b"refused")
    finally:
        db.session.execute(db.text("ALTER TABLE elsewhere RENAME TO webhook_events"))
        db.session.commit()

    inbox.store(b"stored")

    assert db.session.scalars(db.select(WebhookEvent.body)).all() == [b"stored"]
