"""The simulator as a program, for clients of the Cloud API that others have written."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from simulator.settings import DEFAULT_NUMBER, DEFAULT_WABA
from tools.rehearsal.simulator import Simulator

TOKEN, SECRET = "simulator-token", "simulator-secret"
PERSON = "+573001112233"


class Hook(NamedTuple):
    """An application at an address of its own."""

    app: Flask
    url: str


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    """An empty Flask application that is served; a receiver adds its route to it."""
    app = Flask("receiver")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Hook(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def program(hook: Hook) -> Iterator[Simulator]:
    """The simulator's program, which posts its webhooks to the hook."""
    port = free_port()
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--webhook-url", hook.url]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    simulator = Simulator(f"http://127.0.0.1:{port}")
    try:
        simulator.wait_until_up()
        yield simulator
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def simulator(program: Simulator) -> Simulator:
    """The program as it was at its start."""
    program.post("reset", settings=True)
    return program


def redirected(url: str) -> httpx.Client:
    """Return a client whose calls go to the simulator, whatever host they name."""
    target = httpx.URL(url)

    def redirect(request: httpx.Request) -> None:
        request.url = request.url.copy_with(
            scheme=target.scheme, host=target.host, port=target.port
        )
        request.headers["Host"] = target.netloc.decode()

    return httpx.Client(event_hooks={"request": [redirect]})


@pytest.fixture
def number() -> str:
    return DEFAULT_NUMBER


@pytest.fixture
def waba() -> str:
    return DEFAULT_WABA
