"""The fixtures of all tests."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from tests.support.database import empty_tables
from tests.support.scheduling import GroupScheduling
from tests.support.servers import SharedServers, running
from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis
from tools.rehearsal.ports import free_port
from tools.rehearsal.simulator import Simulator
from tools.screenshots import chromium
from webapp import create_app, queues
from webapp.extensions import db

has_browser = cache(chromium.is_installed)

SERVERS = pytest.StashKey[SharedServers]()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    """Return the scheduler that decides which process of a parallel run runs which test."""
    return GroupScheduling(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs a browser if there is none, before its fixtures start."""
    if item.get_closest_marker("browser") and not has_browser():
        pytest.skip("this machine has no browser: see README.md")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give each process of a parallel run its own database, on shared servers."""
    stash = node.config.stash
    if SERVERS not in stash:
        stash[SERVERS] = SharedServers()
        node.config.add_cleanup(stash[SERVERS].stop)
    process = int(node.gateway.id.removeprefix("gw"))
    node.workerinput["servers"] = stash[SERVERS].urls_for(process)


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The addresses of PostgreSQL and Redis; without a parallel run, this process starts them."""
    if shared := getattr(request.config, "workerinput", {}).get("servers"):
        yield shared
        return
    with running(Postgres) as postgres, running(Redis) as redis:
        yield {"DATABASE_URL": postgres, "REDIS_URL": redis}


@pytest.fixture(scope="session")
def simulator_url() -> Iterator[str]:
    """A Cloud API for the tests; they use `simulator`, which is reset for each."""
    port = free_port()
    # Nobody listens to its webhooks here: tests post the bodies themselves.
    program = [sys.executable, "-m", "simulator", "--port", str(port), "--population", "plain"]
    started = subprocess.Popen([*program, "--webhook-url", f"http://127.0.0.1:{free_port()}/"])
    Simulator(f"http://127.0.0.1:{port}").wait_until_up()
    yield f"http://127.0.0.1:{port}"
    started.terminate()
    started.wait()


@pytest.fixture
def simulator(simulator_url: str) -> Simulator:
    """The Cloud API in its initial state."""
    fresh = Simulator(simulator_url)
    fresh.post("reset", settings=True)
    return fresh


@pytest.fixture(scope="session")
def settings(
    servers: dict[str, str], simulator_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of the application under test, and of its processes."""
    return {
        **servers,
        "SECRET_KEY": "for tests only",
        "WHATSAPP_APP_SECRET": "simulator-secret",
        "WHATSAPP_VERIFY_TOKEN": "verify-me",
        "WHATSAPP_ACCESS_TOKEN": "simulator-token",
        "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
        "WHATSAPP_BUSINESS_ACCOUNT_ID": "200000000000001",
        "WHATSAPP_API_URL": simulator_url,
        "RESTORE_GUARD_DIR": str(tmp_path_factory.mktemp("restore-guard")),
        "UNDO_SECONDS": "0",  # tests of undo set their own
    }


@pytest.fixture(scope="session")
def migrated_app(settings: dict[str, str]) -> Iterator[Flask]:
    """The application on an up-to-date schema; tests use `app`, whose database is empty."""
    application = create_app(config.from_environment(settings) | {"TESTING": True})
    with application.app_context():
        flask_migrate.upgrade()
        yield application
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application with an empty database and empty queues, inside its context."""
    with migrated_app.app_context():
        empty_tables()
        queues.redis().flushdb()
        yield migrated_app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a sign-in."""
    return app.test_client()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Set the clock: `at("2025-10-05 09:00")` (UTC). It continues from there."""
    steering = tmp_path / "clock.json"
    monkeypatch.setenv("CLOCK_FILE", str(steering))

    def set_clock(moment: str) -> datetime:
        then = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        written = steering.with_suffix(".new")
        written.write_text(
            json.dumps({"virtual": then.timestamp(), "real": time.time(), "speed": 1})
        )
        written.replace(steering)
        return then

    return set_clock
