"""`audience-count-1m`: count, sample and waterfall of four conditions, on an audience's page."""

import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg

from bench import contacts, frame, stage
from bench.frame import Figure
from embedded import attached

EMAIL = "bench@example.com"
TURNS = 5
SECONDS = 2.0
AT_MOST = 3.0

FILTER = {
    "match": "all",
    "conditions": [
        {"field": "attributes.city", "operator": "is", "value": "lima"},
        {"field": "attributes.spent", "operator": "at_least", "value": "100"},
        {"field": "created", "operator": "last_days", "value": "300"},
    ],
    "exclude": [{"field": "country", "operator": "is", "value": "GB"}],
}
BARE = """
SELECT count(*) FROM contacts
WHERE lower(attributes ->> 'city') = 'lima' AND (attributes ->> 'spent')::numeric >= 100
  AND created_at >= now() - INTERVAL '300 days' AND country <> 'GB'
  AND subscription = 'subscribed'
"""


def measure() -> Iterator[Figure]:
    """Open the audience's page as a person does, and count by hand beside it."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        contacts.make(connection)
        connection.execute(
            "INSERT INTO audiences (id, name, filter, created_at) VALUES (1, 'bench', %s, now())",
            (json.dumps(FILTER),),
        )
        connection.commit()
        with stage.web(folder) as port:
            browser = _signed_in(port)
            pages = [_page(browser, port) for _ in range(TURNS)]
        bare = min(_bare(connection) for _ in range(TURNS))
    slowest = max(pages)
    yield frame.at_most("audience-count-1m", slowest, "s", SECONDS)
    ratio = min(pages) / bare
    goal = f"<= {AT_MOST:g} x the baseline"
    yield Figure("audience-count-1m-bare", min(pages), "s", bare, ratio, goal, ratio <= AT_MOST)


def _signed_in(port: int) -> OpenerDirector:
    password = secrets.token_hex()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "users", "create", EMAIL]
    subprocess.run(
        [*command, "--role", "viewer", "--password", password],
        cwd=attached.ROOT,
        check=True,
        capture_output=True,
    )
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{port}/sign-in"
    form = browser.open(address).read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert found
    given = {"csrf_token": found[1], "email": EMAIL, "password": password}
    browser.open(address, urlencode(given).encode()).close()
    return browser


def _page(browser: OpenerDirector, port: int) -> float:
    began = time.perf_counter()
    shown = browser.open(f"http://127.0.0.1:{port}/audiences/1").read().decode()
    assert "Can be written to" in shown
    return time.perf_counter() - began


def _bare(connection: psycopg.Connection) -> float:
    began = time.perf_counter()
    connection.execute(BARE)
    connection.commit()
    return time.perf_counter() - began
