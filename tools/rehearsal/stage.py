"""The real parts, started for a rehearsal in a separate folder."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis
from tools.rehearsal import environment, product
from tools.rehearsal.calendar import Calendar
from tools.rehearsal.case import Case
from tools.rehearsal.part import Part
from tools.rehearsal.ports import free_port
from tools.rehearsal.simulator import Simulator

WORKERS = 2


@dataclass(frozen=True)
class Stage:
    """The addresses of the parts."""

    web_url: str
    simulator: Simulator
    calendar: Calendar


@contextmanager
def build(case: Case, folder: Path, timezone: str = "UTC") -> Iterator[Stage]:
    """Start PostgreSQL, Redis, simulator, web and workers; stop them all at the end.

    Sets this process's environment like theirs, so that it can be a client of the same queues.
    """
    calendar = Calendar(folder / "clock.json")
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(folder / "postgres", durable=False))
        redis = stack.enter_context(Redis(folder / "redis", durable=False))
        web, simulator = free_port(), free_port()
        os.environ |= environment.of(folder, postgres, redis)
        os.environ |= environment.simulated(simulator, web) | {"CLOCK_FILE": str(calendar.path)}
        os.environ["TIMEZONE"] = timezone
        options = ["--seed", str(case.seed), "--population", case.population, "--strict"]
        if not case.has_callback:
            options.append("--no-callback-data-in-marketing-receipts")
        stack.enter_context(Part(folder, "simulator", ["simulator", *options]))
        product.flask("db", "upgrade")
        serve = product.web(web, "--workers", "1")
        stack.enter_context(Part(folder, "web", serve))
        for number in range(WORKERS):
            stack.enter_context(Part(folder, f"worker-{number}", ["tools.rehearsal.worker"]))
        judge = Simulator(f"http://127.0.0.1:{simulator}")
        judge.wait_until_up()
        judge.post("settings", messaging_limit=case.messaging_limit, messages_per_second=2000)
        yield Stage(f"http://127.0.0.1:{web}", judge, calendar)
