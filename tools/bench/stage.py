"""The real parts, started for one benchmark in a temporary folder."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from redis import Redis as Client
from rq import Worker

from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis
from tools.rehearsal import environment, folder, product
from tools.rehearsal.part import Part
from tools.rehearsal.ports import free_port

START_TIMEOUT_SECONDS = 30
#: As `make run` starts the web: two processes. A bare WSGI application gets four threads in each.
APP, PROCESSES, BARE_THREADS = "rsgi:app", ("--workers", "2"), ("--blocking-threads", "4")


@contextmanager
def build() -> Iterator[Path]:
    """Start an empty, migrated database and a Redis; set the environment to them."""
    before = dict(os.environ)
    with ExitStack() as stack:
        place = stack.enter_context(folder.made("bench-"))
        postgres = stack.enter_context(Postgres(place / "postgres", durable=False))
        redis = stack.enter_context(Redis(place / "redis", durable=False))
        stack.callback(_restore, before)
        os.environ |= environment.of(place, postgres, redis)
        product.flask("db", "upgrade")
        yield place


def _restore(before: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ |= before


@contextmanager
def web(place: Path, app: str = APP, port: int | None = None) -> Iterator[int]:
    """Serve the product as `make run` does, or a bare WSGI application; yield the port."""
    port = port or free_port()
    bare = product.web(port, *PROCESSES, *BARE_THREADS, app=app, interface="wsgi")
    serve = product.web(port, *PROCESSES) if app == APP else bare
    with Part(place, f"web-{port}", serve):
        _wait(port)
        yield port


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
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
def workers(place: Path, count: int) -> Iterator[None]:
    """Start this many workers, and wait until they are ready."""
    with ExitStack() as stack:
        for number in range(count):
            stack.enter_context(Part(place, f"worker-{number}", ["jobs.worker"]))
        redis = Client.from_url(os.environ["REDIS_URL"])
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while Worker.count(connection=redis) < count:
            if time.monotonic() > deadline:
                raise TimeoutError("The workers do not start.")
            time.sleep(0.1)
        yield
