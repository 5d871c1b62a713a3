"""The whole product in processes of its own, and a browser in front of it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from playwright.sync_api import Page

from rehearsal.ports import free_port
from rehearsal.simulator import Simulator
from tests.chromium import chromium
from webapp import queues
from webapp.extensions import db
from webapp.models import Role
from webapp.services import users

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Product:
    """Where it is, and the Cloud API that it sends to."""

    url: str
    simulator: Simulator


@contextmanager
def running(*module: str, env: dict[str, str]) -> Iterator[None]:
    """Run a part for as long as it is needed."""
    process = subprocess.Popen([sys.executable, "-m", *module], env=os.environ | env)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def product(app: Flask, settings: dict[str, str]) -> Iterator[Product]:
    """Web, worker and simulator, with an administrator and the simulator's templates."""
    web, simulator = free_port(), free_port()
    url = f"http://127.0.0.1:{web}"
    env = settings | {
        "WHATSAPP_API_URL": f"http://127.0.0.1:{simulator}",
        "SIMULATOR_PORT": str(simulator),
        "SIMULATOR_WEBHOOK_URL": f"{url}/webhooks/whatsapp",
    }
    serve = ["granian", "--interface", "rsgi", "--no-ws", "rsgi:app", "--port", str(web)]
    users.create("admin@example.com", PASSWORD, Role.ADMIN, "tests")
    db.session.commit()
    with ExitStack() as parts:
        parts.enter_context(running("simulator", env=env))
        parts.enter_context(running(*serve, env=env))
        parts.enter_context(running("jobs.worker", env=env))
        judge = Simulator(env["WHATSAPP_API_URL"])
        judge.wait_until_up()
        _wait_for(f"{url}/sign-in")
        queues.enqueue("sync_templates")
        yield Product(url, judge)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(url, timeout=5).close()
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def page(product: Product) -> Iterator[Page]:
    """A browser at the front door."""
    with chromium() as browser:
        page = browser.new_page(base_url=product.url)
        page.set_default_timeout(15_000)  # milliseconds
        page.goto("/")
        yield page
