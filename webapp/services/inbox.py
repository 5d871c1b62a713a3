"""Taking in a webhook's body: one round trip to the database, and nothing else."""

import atexit
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from flask import current_app
from sqlalchemy.engine import make_url

from webapp import clock

#: WhatsApp's largest body has 3 MB.
LONGEST_BODY = 4 * 1024 * 1024  # bytes
CONNECT_SECONDS = 5

#: Bodies that come again are stored once.
KEEP = """
INSERT INTO webhook_events (digest, body, received_at)
SELECT digest, body, %(now)s FROM unnest(%(digests)b::bytea[], %(bodies)b::bytea[]) s(digest, body)
ON CONFLICT (digest) DO NOTHING
"""


def rows(bodies: Sequence[bytes]) -> dict[str, Any]:
    """Answer what KEEP wants to know of the bodies."""
    digests = [hashlib.sha256(body).digest() for body in bodies]
    return {"digests": digests, "bodies": bodies, "now": clock.now()}


def address(config: Mapping[str, Any]) -> str:
    """Answer where the database is, as its driver wants it."""
    url = make_url(config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


class Inbox:
    """Connections beside the pages' own, which a burst must not take; one for each body at once.

    Every statement commits by itself, and a connection that was lost is opened anew.
    """

    def __init__(self) -> None:
        self._idle: list[psycopg.Connection] = []  # its append and pop are atomic
        atexit.register(self.close)

    def keep(self, body: bytes) -> None:
        """Store a signed body as it came, durably; the same body again is stored once."""
        given = rows([body])
        connection = self._take()
        try:
            connection.execute(KEEP, given, prepare=True)
        except psycopg.OperationalError:  # the server was restarted, say
            connection.close()
            connection = _connect()
            connection.execute(KEEP, given, prepare=True)
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
    return psycopg.connect(
        address(current_app.config), autocommit=True, connect_timeout=CONNECT_SECONDS
    )


#: This process's way in.
inbox = Inbox()
