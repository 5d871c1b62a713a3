"""`pages-1m`: every page of a shop with a million customers, as an administrator sees it.

Timed from the request to the last byte of a page, or to the first of a file, inside the server's
own process: other benchmarks measure the network and concurrent requests.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tools.bench import frame, stage
from tools.bench.data import shop
from tools.bench.frame import Figure
from tools.rehearsal import addresses
from webapp import create_app
from webapp.extensions import db
from webapp.models import User

#: How often each page is opened in a run; the first time warms the caches.
ROUNDS = 12
#: How many of the slowest pages are named.
SLOWEST_PAGES_NAMED = 5

#: Not read by people in a browser, or served by another program.
EXCLUDED_ENDPOINTS = ("static", "api.", "webhooks.", "metrics.")
#: Pages in addition to those of each address: searches, filters, deep pages, other drafts.
FURTHER_PATHS = (
    *("/campaigns/?status=active", "/campaigns/?search=campaign 1", "/campaigns/?search=nothing"),
    *("/contacts/?search=%2B57 301 0777773", "/contacts/?search=301 077 7773"),
    *("/contacts/?search=ana cas", "/contacts/?search=zzz", "/contacts/?search=j"),
    *("/contacts/?after=20000", "/contacts/?subscription=unsubscribed&after=300000"),
    *("/contacts/?subscription=subscribed&search=lu",),
    *("/replies/?effect=to_review", "/replies/?effect=nothing", "/replies/?after=20000"),
    *("/settings/audit?after=20000", "/settings/audit?search=eva pause"),
    *("/settings/audit?search=nobody", "/contacts/?sort=phone&after=57301077"),
    *(
        f"/campaigns/{{campaign_id}}/recipients/?status={status}"
        for status in (
            *("pending", "queued", "sending", "unconfirmed", "sent", "delivered", "read"),
            *("failed", "skipped"),
        )
    ),
    "/campaigns/{campaign_id}/recipients/?after=900000",
    "/campaigns/{campaign_id}/recipients/?sort=phone",
    "/campaigns/{campaign_id}/recipients/?sort=-phone",
    "/campaigns/{campaign_id}/recipients/?status=read&after=450000",
    "/campaigns/{campaign_id}/recipients/?status=failed&after=490000",
    "/campaigns/{campaign_id}/recipients/?phone=301 077 7773",
    "/campaigns/{campaign_id}/recipients/export.csv?status=failed",
    *(
        f"/campaigns/{{rule_draft_id}}/{step}"
        for step in (
            *("details", "message", "message/variables", "audience", "schedule", "review"),
        )
    ),
)


@dataclass
class Seen:
    """One page: its times in milliseconds, and the most statements that it executed."""

    path: str
    times: list[float]
    statements: int = 0

    @property
    def p95(self) -> float:
        """Return the time within which 95 of 100 requests finish."""
        return sorted(self.times)[round(0.95 * (len(self.times) - 1))]

    def __str__(self) -> str:
        return f"  {self.p95:7.1f} ms  {self.statements:3} statements  {self.path}"


def measure() -> Iterator[Figure]:
    """Open every page a dozen times; report the slowest, and the one with the most statements.

    The run with the median slowest page counts.
    """
    with stage.build() as folder:
        app = create_app()
        with app.app_context():
            things = shop.build(shop.Size())
            db.session.remove()
        with stage.workers(folder, 1):  # counts the statements of pages
            runs = [look(app, things, ROUNDS) for _ in range(frame.RUNS)]
        with app.app_context():
            db.engine.dispose()
    pages = sorted(runs, key=lambda run: max(page.p95 for page in run))[frame.RUNS // 2]
    slowest = sorted(pages, key=lambda page: page.p95, reverse=True)
    asking = sorted(pages, key=lambda page: page.statements, reverse=True)
    print("The slowest pages:", *slowest[:SLOWEST_PAGES_NAMED], sep="\n")
    print("Those that ask most:", *asking[:SLOWEST_PAGES_NAMED], sep="\n")
    yield frame.measured("pages-1m", slowest[0].p95)
    yield frame.measured("pages-1m-statements", asking[0].statements)


def _paths(app: Flask, things: dict[str, Any]) -> list[str]:
    every = [address.path for address in addresses.of(app, things, EXCLUDED_ENDPOINTS)]
    return every + [path.format(**things) for path in FURTHER_PATHS]


def look(app: Flask, things: dict[str, Any], rounds: int) -> list[Seen]:
    """Return the times of every page, opened this many times in turn so that caches do not help."""
    browser = _signed_in(app, things["user_id"])
    pages = [Seen(path, []) for path in _paths(app, things)]
    statements = _count_statements(app)
    for number in range(rounds + 1):
        for page in pages:
            statements.clear()
            milliseconds = _open(browser, page.path)
            page.statements = max(page.statements, len(statements))
            if number:
                page.times.append(milliseconds)
    return pages


def _open(browser: FlaskClient, path: str) -> float:
    """Return the milliseconds of one request; of a file, only those of its first part."""
    began = time.perf_counter()
    response = browser.get(path)
    next(response.iter_encoded(), b"")
    if not response.is_streamed:
        response.get_data()
    milliseconds = (time.perf_counter() - began) * 1000
    response.close()
    if response.status_code >= 400 or "sign-in" in response.headers.get("Location", ""):
        raise RuntimeError(f"{path} answers {response.status}")
    return milliseconds


def _count_statements(app: Flask) -> list[str]:
    """Return a list to which every statement is added."""
    statements: list[str] = []
    with app.app_context():
        event.listen(
            db.engine,
            "after_cursor_execute",
            lambda _c, _x, statement, *_: statements.append(statement),
        )
    return statements


def _signed_in(app: Flask, user_id: int) -> FlaskClient:
    browser = app.test_client()
    with app.app_context():
        session_id = db.session.get_one(User, user_id).get_id()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = session_id, True
    return browser
