"""The whole product in separate processes, with a browser.

It runs once for all journeys, and nothing is deleted between them: as in production, each
finds the data of the others. A journey uses its own names, numbers and people.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.support.database import empty_tables
from tools.rehearsal import product as programs
from tools.rehearsal.calendar import Calendar
from tools.rehearsal.ports import free_port
from tools.rehearsal.simulator import Simulator
from tools.screenshots.chromium import chromium
from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Role, Sender
from webapp.services.accounts import users
from webapp.services.message_templates.sync import sync_sender
from webapp.services.planning import reserves
from webapp.services.senders import registry

PASSWORD = "correct horse"
MARKETING, ADMINISTRATOR = "ana@example.com", "admin@example.com"
#: Seconds for a program to start or end, and for a page to show something, on a busy machine.
SLOW, PATIENCE = 60, 20
#: The Cloud API at the start of a journey: enough quota for all, and everybody reads at once.
USUAL = {
    "messaging_limit": 10_000,
    "sent_after_s": 0.1,
    "delivered_after_s": 0.2,
    "read_after_s": 0.3,
    "fail_with": 0,
    "refuse_with": 0,
    "rate_reset_before": 0.0,
}


@dataclass(frozen=True)
class Product:
    """The product's address, its Cloud API, and the clock that all parts use."""

    url: str
    simulator: Simulator
    calendar: Calendar

    def written_to(self, numbers: Sequence[str]) -> list[str]:
        """Return which of these numbers got a template, once each; replies are ignored."""
        sent = (row["to"] for row in self.simulator.accepted() if row["template"])
        return [number for number in sent if number in numbers]


@contextmanager
def running(*module: str, env: dict[str, str]) -> Iterator[None]:
    """Run a part while it is needed."""
    process = subprocess.Popen([sys.executable, "-m", *module], env=os.environ | env)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=SLOW)


@contextmanager
def serving(env: dict[str, str], port: int) -> Iterator[str]:
    """Serve the pages, and yield their address when they are ready."""
    url = f"http://127.0.0.1:{port}"
    with running(*programs.web(port), env=env):
        _wait_for(f"{url}/sign-in")
        yield url


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + SLOW
    while True:
        try:
            urlopen(url, timeout=5).close()
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="package")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Calendar:
    """The clock of all parts: real time, until a journey moves it forward."""
    calendar = Calendar(tmp_path_factory.mktemp("time") / "clock.json")
    calendar.jump(clock.now())
    return calendar


@pytest.fixture(scope="package")
def environment(settings: dict[str, str], calendar: Calendar) -> dict[str, str]:
    """The environment of all parts of the product."""
    web, simulator = free_port(), free_port()
    return settings | {
        "PORT": str(web),
        "WHATSAPP_API_URL": f"http://127.0.0.1:{simulator}",
        "SIMULATOR_PORT": str(simulator),
        "CLOCK_FILE": str(calendar.path),
        "SIMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{web}/webhooks/whatsapp",
    }


@pytest.fixture(scope="package")
def running_product(
    migrated_app: Flask, environment: dict[str, str], calendar: Calendar
) -> Iterator[Product]:
    """Web, worker, scheduler and simulator, with a marketing person and an administrator."""
    with migrated_app.app_context(), ExitStack() as parts:
        empty_tables()
        queues.redis().flushdb()
        users.create(MARKETING, PASSWORD, Role.EDITOR, "tests")
        users.create(ADMINISTRATOR, PASSWORD, Role.ADMIN, "tests")
        db.session.commit()
        parts.enter_context(running("simulator", env=environment))
        simulator = Simulator(environment["WHATSAPP_API_URL"])
        simulator.wait_until_up(SLOW)
        simulator.post("settings", **USUAL)
        sync_sender(registry.default(migrated_app.config), migrated_app.config | environment)
        db.session.commit()
        for part in ("jobs.worker", "jobs.scheduler"):
            parts.enter_context(running(part, env=environment))
        url = parts.enter_context(serving(environment, int(environment["PORT"])))
        yield Product(url, simulator, calendar)


@pytest.fixture
def product(running_product: Product) -> Product:
    """The running product, with the Cloud API in its normal state, and nothing stopped."""
    running_product.simulator.post("settings", **USUAL)
    for sender in db.session.scalars(select(Sender)):
        reserves.start_sender(sender, "tests")
    db.session.commit()
    return running_product


@pytest.fixture(scope="package")
def browser(running_product: Product) -> Iterator[Browser]:
    """One browser for all journeys; its windows share nothing."""
    with chromium() as started:
        expect.set_options(timeout=PATIENCE * 1000)
        yield started


@pytest.fixture(params=["with script", "without script"])
def page(request: pytest.FixtureRequest, product: Product, browser: Browser) -> Iterator[Page]:
    """A window on the first page."""
    script = request.param == "with script"
    with browser.new_context(
        base_url=product.url, java_script_enabled=script, reduced_motion="reduce", locale="en-US"
    ) as window:
        window.set_default_timeout(PATIENCE * 1000)  # milliseconds
        page = window.new_page()
        page.goto("/")
        yield page
