"""`make screenshots`: the product with demo data, every page of it, wide and narrow, some in dark.

Some names of pages may follow: then only those are taken anew.
"""

import os
import secrets
import sys
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from playwright.sync_api import Page

from embedded import attached
from rehearsal import addresses, drive, folder
from rehearsal.case import Case
from rehearsal.product import flask
from rehearsal.stage import Stage, build
from screenshots import camera, cast
from screenshots.camera import LAPTOP, PHONE, Scheme
from webapp import create_app
from webapp.extensions import db

FOLDER = attached.ROOT / "docs" / "screenshots"
#: Within the demo's autumn; the demo's one campaign of all has a portfolio's 250 a day.
CASE = Case((), 100, 250, date(2026, 10, 6), is_plain=False, seed=1)
#: Pages that are shown in dark too.
IN_DARK = ("overview.show", "campaigns.show", "calendar.show", "wizard.message", "recipients.show")


def main() -> int:
    """Take them all, or those that are named."""
    password = secrets.token_urlsafe()
    with folder.made("screenshots-") as place, build(CASE, place) as stage:
        app = _prepare(stage, password)
        with camera.browser(stage.web_url) as page:
            _sign_in(page, password)
            _take_all(app, page, set(sys.argv[1:]))
        with app.app_context():
            db.engine.dispose()
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(list(FOLDER.iterdir()))} pictures, {size / 1e6:.1f} MB, in {FOLDER}.")
    return 0


def _prepare(stage: Stage, password: str) -> Flask:
    eve = datetime.combine(CASE.first_day - timedelta(days=1), drive.MORNING, UTC)
    stage.calendar.jump(eve)
    os.environ["DEMO_PASSWORD"] = password
    flask("demo")
    app = create_app()
    cast.play(app, CASE, stage)
    return app


def _sign_in(page: Page, password: str) -> None:
    camera.show(page, LAPTOP)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(cast.ACTOR)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")


def _take_all(app: Flask, page: Page, wanted: set[str]) -> None:
    with app.app_context():
        every = list(addresses.of(app, cast.things(), (*addresses.NOT_PAGES, *addresses.FRAGMENTS)))
    for path, endpoint in every:
        if wanted and endpoint not in wanted:
            continue
        name = endpoint.replace(".", "-").replace("_", "-")
        for width, scheme, ending in _ways(endpoint):
            camera.show(page, width, scheme)
            page.goto(path)
            camera.take(page, FOLDER / f"{name}{ending}.png")


def _ways(endpoint: str) -> list[tuple[int, Scheme, str]]:
    ways: list[tuple[int, Scheme, str]] = [(LAPTOP, "light", ""), (PHONE, "light", "-phone")]
    return [*ways, (LAPTOP, "dark", "-dark")] if endpoint in IN_DARK else ways


if __name__ == "__main__":
    sys.exit(main())
