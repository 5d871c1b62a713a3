"""The browser of the tests that need a real one."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tools.screenshots import chromium as installed


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser; where none is installed, leave the test out, loudly."""
    if installed.PROGRAM is None:
        warnings.warn("NO BROWSER: a test was left out. Install chromium.", stacklevel=1)
        pytest.skip("no Chromium on this machine")
    with installed.chromium() as browser:
        yield browser
