"""`receipt-lag`: from a receipt's arrival to its recipient's row, while a fast number sends."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

import psycopg
from psycopg import Connection

from tools.bench import sending, stage
from tools.bench.frame import RUNS, Figure, compared, measured
from tools.rehearsal.ports import free_port

MESSAGES_PER_SECOND, SENDING_SECONDS = 1_000, 60
DRAIN_TIMEOUT_SECONDS = 120

#: A body is drained in the transaction that stores its receipts on their recipients. Bodies hold
#: about as many receipts each. Receipts after the last message are left out.
LAG = """
SELECT extract(epoch FROM percentile_cont(0.95) WITHIN GROUP (ORDER BY drained_at - received_at))
FROM webhook_events WHERE received_at <= %s
"""
UNDRAINED = "SELECT count(*) FROM webhook_events WHERE drained_at IS NULL"
#: Not stored on a recipient, though their bodies are drained.
PARKED = "SELECT count(*) FROM parked_receipts"


def measure() -> Iterator[Figure]:
    """Send to everyone while WhatsApp reports sent, delivered and read to the web."""
    lags, paces = zip(*(_run() for _ in range(RUNS)), strict=True)
    yield measured("receipt-lag", median(lags))
    yield compared("receipt-lag-pace", median(paces), "messages/s", MESSAGES_PER_SECOND)


def _run() -> tuple[float, float]:
    """Return the lag in seconds, and the messages sent per second."""
    port, count = free_port(), MESSAGES_PER_SECOND * SENDING_SECONDS
    with sending.parts(MESSAGES_PER_SECOND, port) as (folder, simulator):
        sending.launch(count)
        with (
            stage.web(folder, port=port),
            stage.workers(folder, sending.WORKERS),
            psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection,
        ):
            times = sending.send_launched(simulator, count)
            _wait_until_drained(connection)
            if parked := _number(connection, PARKED):
                raise RuntimeError(f"{parked} receipts found no recipient.")
            lag = _number(connection, LAG, datetime.fromtimestamp(times[-1], UTC))
    return lag, (count - 1) / (times[-1] - times[0])


def _wait_until_drained(connection: Connection) -> None:
    deadline = time.monotonic() + DRAIN_TIMEOUT_SECONDS
    while _number(connection, UNDRAINED):
        if time.monotonic() > deadline:
            raise TimeoutError("The receipts are not drained.")
        time.sleep(0.2)


def _number(connection: Connection, question: str, *values: object) -> float:
    [(number,)] = connection.execute(question.encode(), values)
    return float(number)
