"""`webhook-drain`: receipts applied in bulk, compared with a bare UPDATE ... FROM unnest."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import psycopg
from psycopg import Connection
from redis import Redis
from rq import Queue

from tools.bench import frame, stage
from tools.bench.data.bodies import body, status
from tools.bench.data.people import Sent, write_to
from tools.bench.frame import Figure

#: Ours and the bare statement take turns, so that other load on this machine affects
#: both alike; the median ratio counts.
PEOPLE, TURNS = 10_000, 5
RECEIPTS_PER_STATEMENT = 1_000
#: As `make run` starts them.
WORKERS = 2
DRAIN_TIMEOUT_SECONDS = 120

BARE_TABLE = """
CREATE TABLE bare_recipients (LIKE campaign_recipients INCLUDING ALL);
INSERT INTO bare_recipients OVERRIDING SYSTEM VALUE SELECT * FROM campaign_recipients;
ANALYZE bare_recipients;
"""

BARE = """
UPDATE bare_recipients r SET status = %s, delivered_at = s.at
FROM unnest(%s::text[], %s::timestamptz[]) AS s(wamid, at) WHERE r.wamid = s.wamid
"""


def measure() -> Iterator[Figure]:
    """Measure `delivered` for everyone with one status per body, then `read` with 500."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        people = write_to(connection, PEOPLE * TURNS)
        connection.execute(BARE_TABLE)
        connection.commit()
        with stage.workers(folder, WORKERS):
            yield _figure("webhook-drain", connection, people, "delivered", 1)
            yield _figure("webhook-drain-500", connection, people, "read", 500)


def _figure(
    name: str, connection: Connection, people: Sequence[Sent], state: str, statuses: int
) -> Figure:
    turns = []
    for start in range(0, len(people), PEOPLE):
        some = people[start : start + PEOPLE]
        bare_rate = _bare(connection, some, state)
        app_rate = _drain(connection, some, state, statuses)
        turns.append((app_rate / bare_rate, bare_rate, app_rate))
    _, bare_rate, app_rate = sorted(turns)[TURNS // 2]
    return frame.compared(name, app_rate, "receipts/s", bare_rate)


def _bare(connection: Connection, people: Sequence[Sent], state: str) -> float:
    began, now = time.perf_counter(), datetime.now(UTC)
    for start in range(0, len(people), RECEIPTS_PER_STATEMENT):
        wamids = [wamid for wamid, _, _ in people[start : start + RECEIPTS_PER_STATEMENT]]
        connection.execute(BARE, (state, wamids, [now] * len(wamids)))
        connection.commit()
    return len(people) / (time.perf_counter() - began)


def _drain(connection: Connection, people: Sequence[Sent], state: str, statuses: int) -> float:
    """Put the receipts into the inbox, let the workers drain it, and return receipts a second."""
    _fill(connection, people, state, statuses)
    redis = Redis.from_url(os.environ["REDIS_URL"])
    began = time.perf_counter()
    for _ in range(WORKERS):
        Queue("webhook", connection=redis).enqueue("jobs.drain_webhook_events.drain_webhook_events")
    _wait(connection, "SELECT count(*) = 0 FROM webhook_events WHERE drained_at IS NULL")
    seconds = time.perf_counter() - began
    wamids = [wamid for wamid, _, _ in people]
    [(applied,)] = connection.execute(
        "SELECT count(*) FROM campaign_recipients WHERE status = %s AND wamid = ANY(%s)",
        (state, wamids),
    )
    if applied != len(people):
        raise RuntimeError(f"Only {applied} of {len(people)} receipts were applied.")
    return len(people) / seconds


def _fill(connection: Connection, people: Sequence[Sent], state: str, statuses: int) -> None:
    at = int(time.time())
    with connection.cursor().copy(
        "COPY webhook_events (digest, body, received_at) FROM STDIN"
    ) as copy:
        for start in range(0, len(people), statuses):
            content = body(
                [
                    status(wamid, state, at, number, callback)
                    for wamid, number, callback in people[start : start + statuses]
                ]
            )
            copy.write_row((hashlib.sha256(content).digest(), content, datetime.now(UTC)))
    connection.execute("ANALYZE webhook_events")
    connection.commit()


def _wait(connection: Connection, question: str) -> None:
    deadline = time.monotonic() + DRAIN_TIMEOUT_SECONDS
    while True:
        [(is_so,)] = connection.execute(question)
        connection.commit()
        if is_so:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(question)
        time.sleep(0.02)
