"""The whole product in processes of its own, and a browser in front of it."""

import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from shutil import which
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from playwright.sync_api import Page, sync_playwright

from rehearsal.ports import free_port
from rehearsal.simulator import Simulator
from webapp import queues
from webapp.extensions import db
from webapp.models import Role
from webapp.services import users

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
#: What a browser needs as root, and not to look for its makers' servers.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
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
    serve = ["granian", "--interface", "wsgi", "--no-ws", "wsgi:app", "--port", str(web)]
    users.create("admin@example.com", PASSWORD, Role.ADMIN, "tests")
    db.session.commit()
    with ExitStack() as parts:
        parts.enter_context(running("simulator", env=env))
        parts.enter_context(running(*serve, "--blocking-threads", "4", env=env))
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
    if CHROMIUM is None:
        warnings.warn("NO BROWSER: a journey was left out. Install chromium.", stacklevel=1)
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(base_url=product.url)
        page.set_default_timeout(15_000)  # milliseconds
        page.goto("/")
        yield page
        browser.close()
