"""Take a picture of every page with demo data: wide, narrow, and some in dark.

The whole set goes to var/screenshots, and one picture of each page to docs/screenshots. Names of
pictures may follow: then only those are taken.
"""

import secrets
import shutil
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from playwright.sync_api import Page

from tools.demo_data import first_look
from tools.embedded import attached
from tools.rehearsal import folder
from tools.rehearsal.case import LIVELY, Case
from tools.rehearsal.stage import Stage, build
from tools.screenshots import album, camera, cast, scenes
from tools.screenshots.camera import LAPTOP_WIDTH, PHONE_WIDTH, Scheme
from tools.screenshots.drafts import ACTOR, TIMEZONE
from tools.screenshots.scenes import Scene
from webapp import create_app
from webapp.extensions import db

FOLDER = attached.ROOT / "var" / "screenshots"
ALBUM = attached.ROOT / "docs" / "screenshots"
#: Within the demo's autumn; the demo has one campaign with a portfolio's 250 a day.
CASE = Case((), 100, 250, date(2026, 10, 6), LIVELY, seed=1)
#: Pages that are also shown in dark.
IN_DARK = (
    *("overview-show", "campaigns-show", "calendar-show", "wizard-message", "recipients-show"),
    *("contacts-index", "imports-show"),
)
#: Pictures whose top the README shows, and how much of it, in pixels.
IN_SHORT = {
    "overview-show": 905,
    "wizard-variables": 1000,
    "campaigns-waiting": 1000,
    "calendar-what-if": 1420,
    "imports-show": 900,
    "recipients-show-phone": 1240,
}


def main() -> int:
    """Take all pictures, or the named ones; return the exit status."""
    password = secrets.token_urlsafe()
    with folder.made("screenshots-") as place, build(CASE, place, TIMEZONE) as stage:
        app = _prepare(stage, password)
        with app.app_context():
            every = scenes.of(app)
            db.engine.dispose()
        with camera.browser(stage.web_url) as page:
            headings = take(page, every, set(sys.argv[1:]), password)
    _copy_to_album(headings)
    if len(headings) == len(every):
        album.write(ALBUM, headings)
    for place in (FOLDER, ALBUM):
        pictures = list(place.glob("*.png"))
        size = sum(path.stat().st_size for path in pictures)
        print(f"{len(pictures)} pictures, {size / 1e6:.1f} MB, in {place}.")
    return 0


def _copy_to_album(names: Iterable[str]) -> None:
    """Copy the one picture of each page, and those in the README."""
    ALBUM.mkdir(parents=True, exist_ok=True)
    pages = [f"{name}.png" for name in names if album.has(name)]
    tops = [path.name for path in FOLDER.glob("short-*.png")]
    for picture in (*pages, *tops):
        shutil.copyfile(FOLDER / picture, ALBUM / picture)


def _prepare(stage: Stage, password: str) -> Flask:
    eve = datetime.combine(CASE.first_day - timedelta(days=1), cast.MORNING, UTC)
    stage.calendar.jump(eve)
    app = create_app()
    with app.app_context():
        first_look.begin(app.config, password)
        db.session.commit()
    cast.play(app, CASE, stage)
    return app


def _sign_in(page: Page, password: str) -> None:
    camera.show(page, LAPTOP_WIDTH)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(ACTOR)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")


def take(page: Page, every: list[Scene], names: set[str], password: str) -> dict[str, str]:
    """Take the pictures, first the one of the sign-in page; return the headings."""
    headings = {}
    for scene in sorted(every, key=lambda scene: scene.name != scenes.SIGN_IN):
        if not names or scene.name in names:
            headings[scene.name] = _take(page, scene)
        if scene.name == scenes.SIGN_IN:
            _sign_in(page, password)
    return headings


def _take(page: Page, scene: Scene) -> str:
    for width, scheme, ending in _ways(scene.name):
        camera.show(page, width, scheme)
        page.goto(scene.path)
        if not page.url.endswith(scene.path):
            raise RuntimeError(f"{scene.name} is not at {scene.path}, but at {page.url}.")
        camera.take(page, FOLDER / f"{scene.name}{ending}.png")
        if height := IN_SHORT.get(f"{scene.name}{ending}"):
            camera.take(page, FOLDER / f"short-{scene.name}{ending}.png", height)
    return page.locator("h1").inner_text()


def _ways(name: str) -> list[tuple[int, Scheme, str]]:
    ways: list[tuple[int, Scheme, str]] = [
        (LAPTOP_WIDTH, "light", ""),
        (PHONE_WIDTH, "light", "-phone"),
    ]
    return [*ways, (LAPTOP_WIDTH, "dark", "-dark")] if name in IN_DARK else ways


if __name__ == "__main__":
    sys.exit(main())
