"""Storing webhook bodies: one round trip to the database, and nothing else."""

import atexit
import hashlib

import psycopg
from flask import current_app
from sqlalchemy.engine import make_url

from webapp import clock

#: WhatsApp's largest body has 3 MB.
MAX_BODY_BYTES = 4 * 1024 * 1024
CONNECT_TIMEOUT_SECONDS = 5

#: A body that comes again is stored once.
_STORE = """
INSERT INTO webhook_events (digest, body, received_at)
SELECT digest, body, %(now)s FROM unnest(%(digests)b::bytea[], %(bodies)b::bytea[]) s(digest, body)
ON CONFLICT (digest) DO NOTHING
"""


class Inbox:
    """Stores bodies over its own connections, so that a burst does not use those of the pages.

    There are as many as there are calls at the same time. Every statement commits separately,
    and a lost connection is opened again.
    """

    def __init__(self) -> None:
        self._idle: list[psycopg.Connection] = []  # its append and pop are atomic
        atexit.register(self.close)

    def store(self, *bodies: bytes) -> None:
        """Store signed bodies unchanged and durably: all of them, or raise and store none.

        A body that comes again is stored once.
        """
        digests = [hashlib.sha256(body).digest() for body in bodies]
        values = {"digests": digests, "bodies": list(bodies), "now": clock.now()}
        connection = self._idle_or_new()
        try:
            connection.execute(_STORE, values, prepare=True)
        except psycopg.OperationalError:  # for example, the server was restarted
            connection.close()
            connection = _connect()
            connection.execute(_STORE, values, prepare=True)
        finally:
            self._idle.append(connection)

    def _idle_or_new(self) -> psycopg.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return _connect()

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()


def _connect() -> psycopg.Connection:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    return psycopg.connect(
        url.render_as_string(hide_password=False),
        autocommit=True,
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
    )


#: The inbox of this process.
inbox = Inbox()
