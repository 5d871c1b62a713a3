"""The real parts, started in a folder of their own."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from chaos.case import FIRST_MORNING, Case
from chaos.part import Part
from embedded import attached
from embedded.postgres import Postgres
from embedded.redis import Redis
from rehearsal.calendar import Calendar
from rehearsal.ports import free_port
from rehearsal.simulator import Simulator

#: What goes wrong on WhatsApp's side. Its own messaging limit is told but not held to, so that
#: the log would show whoever was written to beyond it.
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
    """Where the parts are; those in `parts` must never end by themselves."""

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

    Sets this process's environment like theirs, so that it can look into the same database.
    """
    calendar = Calendar(folder / "clock.json")
    calendar.jump(FIRST_MORNING)
    with ExitStack() as stack:
        # Durable: what was committed must be there after a kill.
        postgres = stack.enter_context(Postgres(folder / "postgres", durable=True))
        redis = stack.enter_context(Redis(folder / "redis", durable=False))
        web, simulator = free_port(), free_port()
        os.environ |= _environment(postgres, redis, web, simulator, calendar)
        play = ["simulator", "--seed", str(case.seed), "--population", "plain", "--strict"]
        _start(stack, Part(folder, "simulator", play))
        flask("db", "upgrade").check_returncode()
        listen = ["--host", "127.0.0.1", "--port", str(web)]
        size = ["--workers", "1"]
        serve = ["granian", "--interface", "rsgi", "--no-ws", "rsgi:app", *listen, *size]
        workers = [Part(folder, f"worker-{n}", ["jobs.worker"]) for n in range(case.workers)]
        parts = [Part(folder, "web", serve), Part(folder, "scheduler", ["jobs.scheduler"])]
        parts += workers
        judge = Simulator(f"http://127.0.0.1:{simulator}")
        judge.wait_until_up()
        judge.post("settings", messaging_limit=case.messaging_limit, **TROUBLE)
        for part in parts:
            _start(stack, part)
        address = f"http://127.0.0.1:{web}"
        yield Stage(address, judge, calendar, postgres, redis, workers, parts)


def _start(stack: ExitStack, part: Part) -> None:
    part.start()
    stack.callback(part.stop)


def _environment(
    postgres: Postgres, redis: Redis, web: int, simulator: int, calendar: Calendar
) -> dict[str, str]:
    return {
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


def flask(*command: str) -> subprocess.CompletedProcess[str]:
    """Run one of the product's commands to its end."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=attached.ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
