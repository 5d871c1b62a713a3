"""A browser that goes to pages and keeps what it sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page

from tools.screenshots.chromium import chromium

LAPTOP, PHONE = 1280, 360
#: Colours in a picture: enough for words and charts, and half of the bytes.
COLOURS = 256
#: A picture shows so much of a long page, in pixels.
TALLEST = 2400

Scheme = Literal["light", "dark"]


@contextmanager
def browser(url: str) -> Iterator[Page]:
    """Open a browser at the address."""
    with chromium() as started:
        page = started.new_page(base_url=url, reduced_motion="reduce", locale="en-GB")
        page.set_default_timeout(15_000)  # milliseconds
        yield page


def show(page: Page, width: int, scheme: Scheme = "light") -> None:
    """Have pages shown in that width and in those colours."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)


def take(page: Page, path: Path, tallest: int = TALLEST) -> None:
    """Keep what the page shows, as a small file."""
    width, height = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    page.set_viewport_size({"width": width, "height": min(tallest, height)})
    seen = page.screenshot()
    small = Image.open(BytesIO(seen)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    small.save(path, optimize=True)
