"""The application at a real address, with a real browser."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.addresses import one_of_each
from tests.support.factories import a_user
from tests.views.conftest import sign_in
from tools.screenshots.chromium import chromium
from webapp.extensions import db
from webapp.models import Role

#: Widths of a laptop's and of a small phone's window, in CSS pixels.
LAPTOP, PHONE = 1280, 360


class Quiet(WSGIRequestHandler):
    """Keeps connections open, and does not log requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def origin(migrated_app: Flask) -> Iterator[str]:
    """The address of the application, on the database of the tests."""
    server = make_server("127.0.0.1", 0, migrated_app, threaded=True, request_handler=Quiet)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests."""
    with chromium() as started:
        yield started


@pytest.fixture
def things(app: Flask) -> dict[str, Any]:
    """One object of each kind, by its name in addresses."""
    return one_of_each()


@pytest.fixture
def open_browser(app: Flask, origin: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window with a signed-in user of the role, or without a sign-in."""
    contexts = []

    def open_window(role: Role | None = Role.ADMIN, width: int = LAPTOP, **given: Any) -> Page:
        context = browser.new_context(
            base_url=origin,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **given,
        )
        contexts.append(context)
        if role:
            cookie = sign_in(app, a_user(role)).get_cookie("session")
            context.add_cookies([{"name": "session", "value": cookie.value, "url": origin}])
        db.session.commit()
        page = context.new_page()
        page.set_default_timeout(15_000)  # milliseconds
        return page

    yield open_window
    for context in contexts:
        context.close()
