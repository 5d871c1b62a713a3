"""Taking in bodies."""

import threading

from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.inbox import inbox


def test_a_body_is_kept_though_the_connection_was_lost(app):
    inbox.keep(b"before")
    db.session.execute(
        db.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
    )
    db.session.commit()

    inbox.keep(b"after")

    assert set(db.session.scalars(db.select(WebhookEvent.body))) == {b"before", b"after"}


def test_many_threads_keep_one_body_once(app):
    def keep() -> None:
        with app.app_context():
            inbox.keep(b"the same")

    threads = [threading.Thread(target=keep) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert db.session.scalars(db.select(WebhookEvent.body)).all() == [b"the same"]
