"""A browser that opens pages and takes pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page

from tools.screenshots.chromium import chromium

LAPTOP_WIDTH, PHONE_WIDTH = 1280, 360
#: Colours in a picture: enough for text and charts, with half of the bytes.
COLOURS = 256
#: The height of a picture of a long page, in pixels.
MAX_HEIGHT = 2400

Scheme = Literal["light", "dark"]


@contextmanager
def browser(url: str) -> Iterator[Page]:
    """Open a browser at the address."""
    with chromium() as started:
        page = started.new_page(base_url=url, reduced_motion="reduce", locale="en-GB")
        page.set_default_timeout(15_000)  # milliseconds
        yield page


def show(page: Page, width: int, scheme: Scheme = "light") -> None:
    """Set the width and the colours of pages."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)


def take(page: Page, path: Path, max_height: int = MAX_HEIGHT) -> None:
    """Store a picture of the page, as a small file."""
    width, height = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    page.set_viewport_size({"width": width, "height": min(max_height, height)})
    seen = page.screenshot()
    small = Image.open(BytesIO(seen)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    small.save(path, optimize=True)
