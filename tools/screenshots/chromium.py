"""The browser of this machine, in headless mode."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from shutil import which

from playwright.sync_api import Browser, Error, sync_playwright

#: The first one that is installed. The shell draws no window, which saves a third of its work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: What a browser needs as root, and to prevent calls to its vendor's servers.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start it. While it runs, asyncio.run() is refused in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=FLAGS)
        yield browser
        browser.close()


def is_installed() -> bool:
    """Return whether there is a browser: on PATH, or one of Playwright's own that starts."""
    if _program():
        return True
    with suppress(Error), chromium():
        return True
    return False


def _program() -> str | None:
    """Return the path of the browser on PATH; without one, Playwright starts its own."""
    return next(filter(None, map(which, NAMES)), None)
