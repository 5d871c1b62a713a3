"""Taking in a webhook's body: one round trip to the database, and nothing else."""

import atexit
import hashlib

import psycopg
from flask import current_app
from sqlalchemy.engine import make_url

from webapp import clock

_KEEP = """
INSERT INTO webhook_events (digest, body, received_at) VALUES (%s, %s, %s)
ON CONFLICT (digest) DO NOTHING
"""


class Inbox:
    """Connections beside the pages' own, which a burst must not take; one for each body at once.

    Every statement commits by itself, and a connection that was lost is opened anew.
    """

    def __init__(self) -> None:
        self._idle: list[psycopg.Connection] = []  # its append and pop are atomic
        atexit.register(self.close)

    def keep(self, body: bytes) -> None:
        """Store a signed body as it came, durably; the same body again is stored once."""
        row = (hashlib.sha256(body).digest(), body, clock.now())
        connection = self._take()
        try:
            connection.execute(_KEEP, row, prepare=True)
        except psycopg.OperationalError:  # the server was restarted, say
            connection.close()
            connection = _connect()
            connection.execute(_KEEP, row, prepare=True)
        self._idle.append(connection)

    def _take(self) -> psycopg.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return _connect()

    def close(self) -> None:
        """Close what is open."""
        while self._idle:
            self._idle.pop().close()


def _connect() -> psycopg.Connection:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True, connect_timeout=5)


#: This process's way in.
inbox = Inbox()
