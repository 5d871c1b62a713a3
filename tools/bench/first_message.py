"""`first-message`: from the end of a start's undo time to the first call at WhatsApp."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import psycopg

from tools.bench import sending, stage
from tools.bench.data import contacts
from tools.bench.frame import RUNS, Figure, measured
from tools.rehearsal.part import Part
from tools.rehearsal.simulator import Simulator
from webapp import queues
from webapp.extensions import db
from webapp.services.campaigns import launch

RECIPIENTS = {"first-message-10k": 10_000, "first-message-1m": 1_000_000}
EVERYONE = {"match": "all", "conditions": []}
MESSAGES_PER_SECOND = 80
#: The undo time is shorter here, since it is not measured.
UNDO_TIME = timedelta(seconds=5)
#: The scheduler's first ticks all come together; Send comes when they are done.
FIRST_TICKS_SECONDS = 8
SENDING_TIMEOUT_SECONDS = 240


def measure() -> Iterator[Figure]:
    """Press Send on campaigns to an audience, each in a database of its own.

    The people are added when the undo time is over, and all of them are due on the first day.
    """
    for name, recipients in RECIPIENTS.items():
        yield measured(name, median(_run(recipients) for _ in range(RUNS)))


def _run(recipients: int) -> float:
    with sending.parts(MESSAGES_PER_SECOND) as (folder, simulator):
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            contacts.make(connection, recipients * 20 // 19)  # one in twenty is unsubscribed
        with (
            stage.workers(folder, sending.WORKERS),
            Part(folder, "scheduler", ["jobs.scheduler"]),
        ):
            time.sleep(FIRST_TICKS_SECONDS)
            campaign = sending.draft(recipients, EVERYONE)
            db.session.commit()
            sent_at = time.time()
            task = launch.schedule(campaign, UNDO_TIME, "bench")
            db.session.commit()
            queues.enqueue_task(task.id, UNDO_TIME)
            return _first_call_at(simulator) - sent_at - UNDO_TIME.total_seconds()


def _first_call_at(simulator: Simulator) -> float:
    deadline = time.monotonic() + SENDING_TIMEOUT_SECONDS
    while not (rows := simulator.get("accepted?limit=1")["accepted"]):
        if time.monotonic() > deadline:
            raise TimeoutError("Nobody has been written to.")
        time.sleep(0.2)
    return float(rows[0]["at_epoch"])
