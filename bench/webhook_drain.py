"""`webhook-drain`: receipts applied in bulk, beside a bare UPDATE ... FROM unnest."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
from psycopg import Connection
from redis import Redis
from rq import Queue, Worker

from bench import frame, stage
from bench.bodies import body, status
from bench.frame import Figure

PEOPLE = 30_000
AT_ONCE = 1_000
#: As `make run` starts them.
WORKERS = 2
PATIENCE_SECONDS = 120

PREPARE = """
INSERT INTO portfolios (name, reserve, created_at) VALUES ('bench', 0, now());
INSERT INTO senders (portfolio_id, phone_number_id, waba_id, display_phone_number, verified_name,
                     access_token, messages_per_second, quality_rating, status, stopped_reason,
                     created_at)
SELECT id, '100000000000001', '200000000000001', '', '', '', 1000, 'GREEN', 'connected', '', now()
FROM portfolios;
INSERT INTO marketing_campaigns (id, kind, name, description, status, sender_id, variables,
    priority, daily_send_limit, timezone, window_opens, window_closes, weekdays, created_by,
    created_at)
SELECT gen_random_uuid(), 'campaign', 'bench', '', 'active', id, '{}', 5, 250, 'America/Lima',
       '00:00', '00:00', '{0,1,2,3,4,5,6}', 'bench', now() FROM senders;
INSERT INTO contacts (phone_number, match_key, country, name, attributes, subscription,
                      wa_id, user_id, created_at, updated_at)
SELECT '+' || digits, digits, 'CO', '', '{}', 'subscribed', digits, 'CO.' || digits, now(), now()
FROM (SELECT '57300' || to_char(n, 'FM0000000') AS digits
      FROM generate_series(1, %(people)s) n) numbers;
INSERT INTO campaign_recipients (campaign_id, contact_id, phone_number, position, status,
    variables, attempts, claim_token, wamid, accepted_at, claimed_at)
SELECT (SELECT id FROM marketing_campaigns), id, phone_number, row_number() OVER (ORDER BY id),
       'sent', '{}', 1, gen_random_uuid(), 'wamid.' || md5(id::text), now(), now() FROM contacts;
CREATE TABLE bare_recipients (LIKE campaign_recipients INCLUDING ALL);
INSERT INTO bare_recipients OVERRIDING SYSTEM VALUE SELECT * FROM campaign_recipients;
ANALYZE;
"""

BARE = """
UPDATE bare_recipients r SET status = 'delivered', delivered_at = s.at
FROM unnest(%s::text[], %s::timestamptz[]) AS s(wamid, at) WHERE r.wamid = s.wamid
"""

Sent = tuple[str, str, str]  # wamid, number, callback


def measure() -> Iterator[Figure]:
    """Measure `delivered` for everyone with one status per body, then `read` with 500."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        for statement in PREPARE.split(";\n"):
            connection.execute(statement % {"people": PEOPLE})
        connection.commit()
        people: list[Sent] = connection.execute(
            "SELECT wamid, ltrim(phone_number, '+'), id || '.' || claim_token"
            " FROM campaign_recipients ORDER BY id"
        ).fetchall()
        Random(7).shuffle(people)  # noqa: S311
        bare = _bare(connection, people)
        with _workers(folder):
            single = _drain(connection, people, "delivered", 1)
            full = _drain(connection, people, "read", 500)
        yield frame.beside("webhook-drain", single, "receipts/s", bare, 0.5)
        yield frame.beside("webhook-drain-500", full, "receipts/s", bare, 0.5)


def _bare(connection: Connection, people: Sequence[Sent]) -> float:
    began, now = time.perf_counter(), datetime.now(UTC)
    for start in range(0, len(people), AT_ONCE):
        wamids = [wamid for wamid, _, _ in people[start : start + AT_ONCE]]
        connection.execute(BARE, (wamids, [now] * len(wamids)))
        connection.commit()
    return len(people) / (time.perf_counter() - began)


def _drain(connection: Connection, people: Sequence[Sent], state: str, statuses: int) -> float:
    """Put the receipts into the inbox, let the workers drain it, and answer receipts a second."""
    _fill(connection, people, state, statuses)
    redis = Redis.from_url(os.environ["REDIS_URL"])
    began = time.perf_counter()
    for _ in range(WORKERS):
        Queue("webhook", connection=redis).enqueue("jobs.drain_webhook_events.drain_webhook_events")
    _wait(connection, "SELECT count(*) = 0 FROM webhook_events WHERE drained_at IS NULL")
    seconds = time.perf_counter() - began
    [(applied,)] = connection.execute(
        "SELECT count(*) FROM campaign_recipients WHERE status = %s", (state,)
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
            told = body(
                [
                    status(wamid, state, at, number, callback)
                    for wamid, number, callback in people[start : start + statuses]
                ]
            )
            copy.write_row((hashlib.sha256(told).digest(), told, datetime.now(UTC)))
    connection.execute("ANALYZE webhook_events")
    connection.commit()


@contextmanager
def _workers(folder: Path) -> Iterator[None]:
    """Start the workers and wait until they are there."""
    with ExitStack() as stack:
        for number in range(WORKERS):
            stack.enter_context(stage.part(folder, f"worker-{number}", ["jobs.worker"]))
        redis = Redis.from_url(os.environ["REDIS_URL"])
        deadline = time.monotonic() + PATIENCE_SECONDS
        while Worker.count(connection=redis) < WORKERS:
            if time.monotonic() > deadline:
                raise TimeoutError("The workers do not start.")
            time.sleep(0.1)
        yield


def _wait(connection: Connection, question: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        [(is_so,)] = connection.execute(question)
        connection.commit()
        if is_so:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(question)
        time.sleep(0.02)
