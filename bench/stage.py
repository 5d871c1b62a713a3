"""The real parts, started for one benchmark in a temporary folder of their own."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGTERM
from urllib.error import HTTPError
from urllib.request import urlopen

from redis import Redis as Client
from rq import Worker

from embedded import attached
from embedded.postgres import Postgres
from embedded.redis import Redis
from rehearsal.ports import free_port

PATIENCE_SECONDS = 30
#: As `make run` starts the web: two processes. A bare WSGI application gets four threads in each.
OURS, SIZE, BARE = "rsgi:app", ("--workers", "2"), ("--blocking-threads", "4")


@contextmanager
def build() -> Iterator[Path]:
    """Start an empty, migrated database and a Redis; set the environment to them."""
    before = dict(os.environ)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        postgres = stack.enter_context(Postgres(folder / "postgres", durable=False))
        redis = stack.enter_context(Redis(folder / "redis", durable=False))
        stack.callback(_restore, before)
        os.environ |= {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "SECRET_KEY": secrets.token_hex(),
            "WHATSAPP_APP_SECRET": secrets.token_hex(),
            "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(),
            "WHATSAPP_ACCESS_TOKEN": "no-token",
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(flask, cwd=attached.ROOT, check=True, capture_output=True)
        yield folder


def _restore(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ |= environment


@contextmanager
def part(folder: Path, name: str, module: Sequence[str]) -> Iterator[None]:
    """Run `python -m MODULE ...` for as long as the block lasts."""
    program = [sys.executable, "-m", *module]
    command = attached.command(folder / f"{name}.lock", SIGTERM, program)
    with open(folder / f"{name}.log", "wb") as log:
        process = subprocess.Popen(
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
            process.wait()


@contextmanager
def web(folder: Path, app: str = OURS) -> Iterator[int]:
    """Serve the product as `make run` does, or a bare WSGI application; answer the port."""
    port = free_port()
    listen = ["--host", "127.0.0.1", "--port", str(port), *SIZE]
    kind = ["--interface", "rsgi"] if app == OURS else ["--interface", "wsgi", *BARE]
    serve = ["granian", *kind, "--no-ws", app, *listen]
    with part(folder, f"web-{port}", serve):
        _wait(port)
        yield port


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(f"http://127.0.0.1:{port}/webhooks/whatsapp", timeout=5).close()
        except HTTPError as answer:
            answer.close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise TimeoutError("The web does not start.")


@contextmanager
def workers(folder: Path, count: int) -> Iterator[None]:
    """Start so many workers, and wait until they are there."""
    with ExitStack() as stack:
        for number in range(count):
            stack.enter_context(part(folder, f"worker-{number}", ["jobs.worker"]))
        redis = Client.from_url(os.environ["REDIS_URL"])
        deadline = time.monotonic() + PATIENCE_SECONDS
        while Worker.count(connection=redis) < count:
            if time.monotonic() > deadline:
                raise TimeoutError("The workers do not start.")
            time.sleep(0.1)
        yield
