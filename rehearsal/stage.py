"""The real parts, started for a rehearsal in a folder of their own."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from embedded import attached
from embedded.postgres import Postgres
from embedded.redis import Redis
from rehearsal.calendar import Calendar
from rehearsal.case import Case
from rehearsal.ports import free_port
from rehearsal.simulator import Simulator

WORKERS = 2
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Stage:
    """Where the parts are."""

    web_url: str
    simulator: Simulator
    calendar: Calendar


@contextmanager
def build(case: Case, folder: Path) -> Iterator[Stage]:
    """Start PostgreSQL, Redis, simulator, web and workers; stop them all at the end.

    Sets this process's environment like theirs, so that it can be a client of the same queues.
    """
    calendar = Calendar(folder / "clock.json")
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(folder / "postgres", durable=False))
        redis = stack.enter_context(Redis(folder / "redis", durable=False))
        web, simulator = free_port(), free_port()
        os.environ |= {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "SECRET_KEY": secrets.token_hex(),
            "WHATSAPP_APP_SECRET": secrets.token_hex(),
            "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(),
            "WHATSAPP_ACCESS_TOKEN": "simulator-token",
            "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
            "WHATSAPP_BUSINESS_ACCOUNT_ID": "200000000000001",
            "WHATSAPP_API_URL": f"http://127.0.0.1:{simulator}",
            "SIMULATOR_PORT": str(simulator),
            "SIMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{web}/webhooks/whatsapp",
            "TIMEZONE": "UTC",
            "CLOCK_FILE": str(calendar.path),
        }
        population = "plain" if case.is_plain else "lively"
        options = ["--seed", str(case.seed), "--population", population, "--strict"]
        stack.enter_context(_part(folder, "simulator", ["simulator", *options]))
        flask("db", "upgrade")
        listen = ["--host", "127.0.0.1", "--port", str(web)]
        size = ["--workers", "1"]
        serve = ["granian", "--interface", "rsgi", "--no-ws", "rsgi:app", *listen, *size]
        stack.enter_context(_part(folder, "web", serve))
        for number in range(WORKERS):
            stack.enter_context(_part(folder, f"worker-{number}", ["jobs.worker"]))
        judge = Simulator(f"http://127.0.0.1:{simulator}")
        judge.wait_until_up()
        judge.post("settings", messaging_limit=case.messaging_limit, messages_per_second=2000)
        yield Stage(f"http://127.0.0.1:{web}", judge, calendar)


@contextmanager
def _part(folder: Path, name: str, module: Sequence[str]) -> Iterator[None]:
    """Run one part for as long as the rehearsal lasts; it ends with us, however we end."""
    command = attached.command(folder / f"{name}.lock", SIGTERM, [sys.executable, "-m", *module])
    with open(folder / f"{name}.log", "wb") as log:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=attached.ROOT, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def flask(*command: str) -> None:
    """Run a command of the product."""
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=attached.ROOT, check=True
    )
