"""The baseline of one job per message: one call, two commits."""

import os
import subprocess
import sys
import time
from typing import Any
from urllib.request import Request, urlopen

import orjson
from redis import Redis
from rq import Queue, Worker
from sqlalchemy import create_engine, text

from tools.demo_data.people import numbers
from tools.embedded import attached

#: In a separate table, so that nothing of the product interferes.
_CREATE = text("CREATE TABLE IF NOT EXISTS naive (number text PRIMARY KEY, status text)")
_NOTE = text(
    "INSERT INTO naive VALUES (:number, :status) "
    "ON CONFLICT (number) DO UPDATE SET status = excluded.status"
)


def body(number: str) -> dict[str, Any]:
    """Return the message to one person."""
    gaps = [("first_name", "friend"), ("city", "Lima")]
    parameters = [{"type": "text", "parameter_name": key, "text": value} for key, value in gaps]
    return {
        "messaging_product": "whatsapp",
        "to": number,
        "type": "template",
        "template": {
            "name": "we_miss_you",
            "language": {"code": "en_US"},
            "components": [{"type": "body", "parameters": parameters}],
        },
    }


def measure(url: str, number_id: str, token: str, count: int, workers: int) -> float:
    """Send with this many of RQ's own forking workers; return messages a second."""
    queue = Queue("naive", connection=Redis.from_url(os.environ["REDIS_URL"]))
    engine = create_engine(_database())
    with engine.begin() as connection:
        connection.execute(_CREATE)
    engine.dispose()
    for number in numbers(count):
        queue.enqueue(
            "tools.bench.naive.send",
            *(f"{url}/v25.0/{number_id}/messages", token, number),
            result_ttl=0,
        )
    began = time.monotonic()
    program = [sys.executable, "-m", "tools.bench.naive"]
    started = [subprocess.Popen(program, cwd=attached.ROOT) for _ in range(workers)]
    if any(worker.wait() for worker in started):
        raise RuntimeError("A worker failed.")
    return count / (time.monotonic() - began)


def send(url: str, token: str, number: str) -> None:
    """Send one message: store its start, call, store its result."""
    engine = create_engine(_database())
    with engine.begin() as connection:
        connection.execute(_NOTE, {"number": number, "status": "sending"})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(url, data=orjson.dumps(body(number)), headers=headers)  # noqa: S310
    with urlopen(request, timeout=30) as response:  # noqa: S310
        response.read()
    with engine.begin() as connection:
        connection.execute(_NOTE, {"number": number, "status": "sent"})
    engine.dispose()


def _database() -> str:
    return os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")


if __name__ == "__main__":  # RQ's forking worker, which has imported what its jobs need
    create_engine(_database()).dispose()
    connection = Redis.from_url(os.environ["REDIS_URL"])
    worker = Worker([Queue("naive", connection=connection)], connection=connection)
    worker.work(burst=True, logging_level="WARNING")
