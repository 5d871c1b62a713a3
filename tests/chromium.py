"""The browser of the tests that need a real one."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
#: What a browser needs as root, and not to look for its makers' servers.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser; where none is installed, leave the test out, loudly.

    As long as it runs, asyncio.run() is refused in this thread.
    """
    if CHROMIUM is None:
        warnings.warn("NO BROWSER: a test was left out. Install chromium.", stacklevel=1)
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
