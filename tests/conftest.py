"""What every test may ask for."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.postgres import Postgres
from embedded.redis import Redis
from embedded.server import Server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of the tests' own, never the developer's."""
    yield from _url(os.environ.get("TEST_DATABASE_URL"), Postgres)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of the tests' own, never the developer's."""
    yield from _url(os.environ.get("TEST_REDIS_URL"), Redis)


def _url(given: str | None, server: type[Server]) -> Iterator[str]:
    """Give the URL that was given, or that of a private server for as long as the tests run."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), durable=False) as started:
        yield started.url
