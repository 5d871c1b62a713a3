"""PostgreSQL and Redis for a run: one of each, with a database for each process."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import flask_migrate
import psycopg

import config
from tests.support.database import database_of, with_database
from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis
from tools.embedded.server import Server
from webapp import create_app
from webapp.extensions import db

#: Where the environment may name a server to replace a private one.
SETTINGS: dict[type[Server], str] = {Postgres: "TEST_DATABASE_URL", Redis: "TEST_REDIS_URL"}


@contextmanager
def running(server: type[Server]) -> Iterator[str]:
    """Yield the URL of a server for the tests, never the developer's."""
    if url := os.environ.get(SETTINGS[server]):
        yield url
        return
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), durable=False) as private:
        yield private.url


class SharedServers:
    """Servers that all processes of a run share."""

    def __init__(self) -> None:
        """Start both, and migrate the database that is copied for each process."""
        started = ExitStack()
        self.stop = started.close
        self.postgres = started.enter_context(running(Postgres))
        self.redis = started.enter_context(running(Redis))
        needed = dict.fromkeys(config.REQUIRED, "unused")
        needed |= {"DATABASE_URL": self.postgres, "REDIS_URL": self.redis}
        with create_app(config.from_environment(needed)).app_context():
            flask_migrate.upgrade()
            db.engine.dispose()

    def urls_for(self, process: int) -> dict[str, str]:
        """Return the addresses of a process's new database, and of its part of Redis."""
        template, name = database_of(self.postgres), f"tests_{process}"
        with psycopg.connect(with_database(self.postgres, "postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return {
            "DATABASE_URL": with_database(self.postgres, name),
            "REDIS_URL": with_database(self.redis, str(process)),
        }
