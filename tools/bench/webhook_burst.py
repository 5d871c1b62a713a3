"""`webhook-burst`: 3,000 receipts a second for a minute, while a user opens pages."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
from psycopg import Connection

from tools.bench import frame, load, stage
from tools.bench.data.bodies import body, status
from tools.bench.data.people import Sent, write_to
from tools.bench.frame import Figure
from tools.bench.load import Load, Orders
from tools.embedded import attached

#: SECONDS shortens it for a quick run.
BURST_SECONDS = int(os.environ.get("SECONDS", "60"))
RECEIPTS_PER_SECOND = 3_000
STATES = ("sent", "delivered", "read")
MAX_RECEIPTS_PER_BODY = 50
WORKERS, CONNECTIONS = 2, 24
#: After the end of the burst.
DRAIN_TIMEOUT_SECONDS = 300
LOGIN = {"email": "bench@example.com", "password": "a long password"}


@dataclass(frozen=True)
class Run:
    """The results of one burst."""

    taken: float  # receipts a second
    refused: int
    lost: int
    drained_seconds: float
    page_seconds: float


def measure() -> Iterator[Figure]:
    """Run the burst several times: the median of each time counts, and the worst of each loss."""
    runs = [_run() for _ in range(frame.RUNS)]
    yield frame.measured("webhook-burst", min(run.taken for run in runs))
    yield frame.measured("webhook-burst-refused", max(run.refused for run in runs))
    yield frame.measured("webhook-burst-lost", max(run.lost for run in runs))
    yield frame.measured("webhook-burst-drained", median(run.drained_seconds for run in runs))
    yield frame.measured("webhook-burst-page", median(run.page_seconds for run in runs) * 1000)


def _run() -> Run:
    """Send the burst, open pages meanwhile, wait until all is applied; return what was lost."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        people = write_to(connection, BURST_SECONDS * RECEIPTS_PER_SECOND // len(STATES))
        bodies, count = _bodies(folder / "burst", people), len(people) * len(STATES)
        _let_in()
        with stage.workers(folder, WORKERS), stage.web(folder) as port:
            pages = Pages(port)
            done = _burst(port, bodies, count)
            began = time.perf_counter()
            while _waiting(connection):
                time.sleep(0.2)
                if time.perf_counter() - began > DRAIN_TIMEOUT_SECONDS:
                    break
            seconds, slowest = time.perf_counter() - began, pages.stop()
        lost = count - _applied(connection)
    return Run(count / done.seconds, done.refused, lost, seconds, slowest)


def _bodies(path: Path, people: Sequence[Sent]) -> Path:
    """Write the receipts of all states of everyone, in any order, into bodies of 1 to 50."""
    chance, at = Random(5), int(time.time())  # noqa: S311
    receipts = [(state, *message) for message in people for state in STATES]
    chance.shuffle(receipts)
    with path.open("wb") as file:
        while receipts:
            size = chance.randint(1, MAX_RECEIPTS_PER_BODY)
            part, receipts[-size:] = receipts[-size:], []
            listed = [status(wamid, state, at, number, key) for state, wamid, number, key in part]
            file.write(body(listed) + b"\n")
    return path


def _burst(port: int, bodies: Path, receipts: int) -> Load:
    count = sum(1 for _ in bodies.open("rb"))
    per_second = count / (receipts / RECEIPTS_PER_SECOND)
    secret = os.environ["WHATSAPP_APP_SECRET"]
    return load.run(Orders(port, secret, str(bodies), CONNECTIONS, per_second))


def _waiting(connection: Connection) -> bool:
    [(waits,)] = connection.execute(
        "SELECT EXISTS (SELECT FROM webhook_events WHERE drained_at IS NULL)"
    )
    connection.commit()
    return bool(waits)


def _applied(connection: Connection) -> int:
    [(applied,)] = connection.execute(
        "SELECT count(sent_at) + count(delivered_at) + count(read_at) FROM campaign_recipients"
    )
    return int(applied)


def _let_in() -> None:
    users = [sys.executable, "-m", "flask", "--app", "wsgi", "users", "create", LOGIN["email"]]
    options = ["--role", "admin", "--password", LOGIN["password"]]
    subprocess.run([*users, *options], cwd=attached.ROOT, check=True, capture_output=True)


class Pages:
    """A signed-in user who opens the list of contacts four times a second."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._browser = self._sign_in()
        self._times: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> float:
        """Stop; return the time within which 99 of 100 pages were served."""
        self._over.set()
        self._thread.join()
        return sorted(self._times)[int(len(self._times) * 0.99)]

    def _sign_in(self) -> OpenerDirector:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        form = browser.open(f"{self._root}/sign-in").read().decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        form_data = LOGIN | {"csrf_token": token[1] if token else ""}
        browser.open(f"{self._root}/sign-in", urlencode(form_data).encode()).close()
        return browser

    def _look(self) -> None:
        while not self._over.wait(0.25):
            began = time.perf_counter()
            page = self._browser.open(f"{self._root}/contacts/")
            if not page.read() or "sign-in" in page.url:
                raise RuntimeError("The page did not come.")
            self._times.append(time.perf_counter() - began)
