"""The product under granian, as `make run` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tools.rehearsal.ports import free_port
from webapp.whatsapp.signature import sign

SECRET = "simulator-secret"
PATIENCE_SECONDS = 30


@pytest.fixture(scope="session")
def port(settings: dict[str, str], migrated_app) -> Iterator[int]:
    """The port of a web process that serves the tests' database."""
    chosen = free_port()
    listen = ["--host", "127.0.0.1", "--port", str(chosen), "--workers", "1"]
    program = [sys.executable, "-m", "granian", "--interface", "rsgi", "--no-ws", "rsgi:app"]
    started = subprocess.Popen([*program, *listen], env=os.environ | settings)
    _wait_for(chosen)
    yield chosen
    started.terminate()
    started.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("The web does not start.")


@pytest.fixture
def a_request(port: int, app) -> Iterator[Callable[..., socket.socket]]:
    """Start requests with their bodies to follow: `a_request(length, first_bytes)`."""
    open_ones = []

    def begin(length: int, body: bytes, path: str = "/webhooks/whatsapp") -> socket.socket:
        one = socket.create_connection(("127.0.0.1", port), timeout=10)
        open_ones.append(one)
        signature = sign(body, SECRET)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"X-Hub-Signature-256: {signature}\r\nContent-Length: {length}\r\n\r\n"
        )
        one.sendall(head.encode() + body)
        return one

    yield begin
    for one in open_ones:
        one.close()
