"""The program itself: started, queried, stopped."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.request import urlopen

import pytest

from simulator.__main__ import settings_of


@pytest.fixture
def port():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def program(port):
    started = subprocess.Popen(
        [sys.executable, "-m", "simulator", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield started
    started.kill()
    started.communicate()


def test_the_program_starts_answers_and_stops_when_told(program, port):
    announced = program.stdout.readline()

    with urlopen(f"http://127.0.0.1:{port}/_simulator/state", timeout=10) as response:
        answered = response.status
    program.send_signal(signal.SIGTERM)
    began = time.monotonic()

    assert announced == f"Cloud API simulator on http://127.0.0.1:{port}\n"
    assert answered == 200
    assert program.wait(timeout=10) == 0
    assert time.monotonic() - began < 5


def test_a_port_that_is_taken_is_said_in_one_line(port):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        second = subprocess.run(
            [sys.executable, "-m", "simulator", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert second.returncode == 1
    assert second.stderr.startswith("simulator: ")
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize(("arguments", "returned"), [([], True), (["--no-{}"], False)])
def test_the_callback_data_of_marketing_is_an_option(arguments, returned):
    option = "callback-data-in-marketing-receipts"

    settings = settings_of([argument.format(option) for argument in arguments])

    assert settings.behaviour.callback_data_in_marketing_receipts is returned
