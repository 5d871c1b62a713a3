"""Helpers for the whole database, and for separate databases."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from webapp.extensions import db

_OTHERS = """
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def empty_tables() -> None:
    """Empty all tables, in one statement; with few rows, quicker than by TRUNCATE."""
    tables = [*reversed(db.metadata.sorted_tables), "campaign_counters"]
    db.session.connection().exec_driver_sql("; ".join(f"DELETE FROM {table}" for table in tables))
    db.session.commit()


def cut_connections() -> None:
    """Cut every connection to the database but our own."""
    db.session.execute(db.text(f"SELECT pg_terminate_backend(pid) {_OTHERS}"))
    db.session.commit()


def wait_for_others_to_end(seconds: float = 30) -> None:
    """Wait until no other transaction is open: PostgreSQL notices a killed client a while later."""
    deadline = time.monotonic() + seconds
    while db.session.scalar(db.text(f"SELECT count(*) {_OTHERS} AND state <> 'idle'")):
        assert time.monotonic() < deadline
        db.session.commit()
        time.sleep(0.02)


def wait_for_a_lock(seconds: float = 10) -> None:
    """Wait until another transaction waits for a lock of ours."""
    deadline = time.monotonic() + seconds
    waiting = db.text(f"SELECT count(*) {_OTHERS} AND wait_event_type = 'Lock'")
    with db.engine.connect() as connection:
        while not connection.scalar(waiting):
            assert time.monotonic() < deadline
            connection.rollback()
            time.sleep(0.02)


@contextmanager
def another_database(url: str, purpose: str) -> Iterator[str]:
    """Yield the URL of an empty database on the same server, for as long as it is needed."""
    name = f"{database_of(url)}_{purpose}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield with_database(url, name)
        server.execute(f"DROP DATABASE {name}")


def database_of(url: str) -> str:
    """Return the name of the database in a URL."""
    return urlsplit(url).path.removeprefix("/")


def with_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
