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
from statistics import median
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg

from tools.bench import frame, stage
from tools.bench.data import contacts
from tools.bench.data.shop_rows import RULE
from tools.bench.frame import Figure
from tools.embedded import attached

EMAIL = "bench@example.com"
TURNS = 5
POLL_SECONDS, COUNT_TIMEOUT_SECONDS = 0.05, 60

AUDIENCE = "INSERT INTO audiences (id, name, filter, created_at) VALUES (%s, %s, %s, now())"
BARE = """
SELECT count(*) FROM contacts
WHERE lower(attributes ->> 'city') = 'lima' AND (attributes ->> 'spent')::numeric >= 100
  AND created_at >= now() - INTERVAL '300 days' AND country <> 'GB'
  AND subscription = 'subscribed'
"""


def measure() -> Iterator[Figure]:
    """Open an audience's page and poll until it is counted; count by hand for comparison."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        contacts.make(connection)
        # A count is cached for a minute: each turn asks for a different one.
        for number in range(TURNS):
            connection.execute(AUDIENCE, (number, f"bench {number}", json.dumps(RULE)))
        connection.commit()
        with stage.web(folder) as port, stage.workers(folder, 1):
            browser = _signed_in(port)
            turns = [
                (_counted(browser, port, number), _bare(connection)) for number in range(TURNS)
            ]
    page, bare = (median(column) for column in zip(*turns, strict=True))
    yield frame.measured("audience-count-1m", page)
    yield frame.compared("audience-count-1m-bare", page, "s", bare)


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
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert match
    form_data = {"csrf_token": match[1], "email": EMAIL, "password": password}
    browser.open(address, urlencode(form_data).encode()).close()
    return browser


def _counted(browser: OpenerDirector, port: int, audience_id: int) -> float:
    """Return the seconds until the page shows count, sample and waterfall."""
    began = time.perf_counter()
    while time.perf_counter() - began < COUNT_TIMEOUT_SECONDS:
        shown = browser.open(f"http://127.0.0.1:{port}/audiences/{audience_id}").read().decode()
        if "Can be written to" in shown:
            return time.perf_counter() - began
        time.sleep(POLL_SECONDS)
    raise TimeoutError("The audience is not counted.")


def _bare(connection: psycopg.Connection) -> float:
    began = time.perf_counter()
    connection.execute(BARE)
    connection.commit()
    return time.perf_counter() - began
