"""The real parts, started in a separate folder."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.chaos.case import FIRST_MORNING, Case
from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis
from tools.rehearsal import environment, product
from tools.rehearsal.calendar import Calendar
from tools.rehearsal.part import Part
from tools.rehearsal.ports import free_port
from tools.rehearsal.simulator import Simulator

#: The faults on WhatsApp's side. Its own messaging limit is shown but not enforced, so that
#: the log would show everyone who was messaged beyond it.
TROUBLE = {
    "latency_ms": 100.0,
    "rate_429": 0.03,
    "rate_reset_before": 0.005,
    "rate_reset_after_accept": 0.005,
    "rate_timeout_after_accept": 0.02,
    "duplicate_share": 0.05,
    "out_of_order_share": 0.1,
    "before_answer_share": 0.02,
    "enforce_messaging_limit": False,
    "messages_per_second": 1000,
}


@dataclass(frozen=True)
class Stage:
    """The addresses of the parts; those in `parts` must never end unexpectedly."""

    web_url: str
    simulator: Simulator
    calendar: Calendar
    postgres: Postgres
    redis: Redis
    workers: list[Part]
    parts: list[Part]


@contextmanager
def build(case: Case, folder: Path) -> Iterator[Stage]:
    """Start everything, and stop everything at the end.

    Sets this process's environment like theirs, to read the same database.
    """
    calendar = Calendar(folder / "clock.json")
    calendar.jump(FIRST_MORNING)
    with ExitStack() as stack:
        # Durable: what was committed must be there after a kill.
        postgres = stack.enter_context(Postgres(folder / "postgres", durable=True))
        redis = stack.enter_context(Redis(folder / "redis", durable=False))
        web, simulator = free_port(), free_port()
        os.environ |= environment.of(folder, postgres, redis)
        os.environ |= environment.simulated(simulator, web) | {"CLOCK_FILE": str(calendar.path)}
        play = ["simulator", "--seed", str(case.seed), "--population", "plain", "--strict"]
        if not case.has_callback:
            play.append("--no-callback-data-in-marketing-receipts")
        stack.enter_context(Part(folder, "simulator", play))
        product.flask("db", "upgrade")
        workers = [Part(folder, f"worker-{n}", ["jobs.worker"]) for n in range(case.workers)]
        parts = [
            Part(folder, "web", product.web(web, "--workers", "1")),
            Part(folder, "scheduler", ["jobs.scheduler"]),
            *workers,
        ]
        judge = Simulator(f"http://127.0.0.1:{simulator}")
        judge.wait_until_up()
        judge.post("settings", messaging_limit=case.messaging_limit, **TROUBLE)
        for part in parts:
            stack.enter_context(part)
        address = f"http://127.0.0.1:{web}"
        yield Stage(address, judge, calendar, postgres, redis, workers, parts)
