"""An attached program: it ends with its starter, and is known by its lock."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.embedded import attached

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
#: Leaves a child that does not listen when it ends, as a web server does that is stopped while
#: its workers start.
PARENT = """
import os, signal, sys, time
if not os.fork():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open(sys.argv[1], "w").close()
time.sleep(60)
"""
#: Starts the sleeper, waits until it holds the lock, and dies without any clean-up.
KILLED_STARTER = """
import os, signal, subprocess, sys, time
subprocess.Popen(sys.argv[2:])
while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read():
    time.sleep(0.01)
time.sleep(0.1)
os.kill(os.getpid(), signal.SIGKILL)
"""


def wait_until(claim, patience_s: float = 5) -> None:
    deadline = time.monotonic() + patience_s
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "lock"


@pytest.fixture
def sleeper(lock):
    command = attached.command(lock, signal.SIGTERM, SLEEP)
    with subprocess.Popen(command, cwd=attached.ROOT) as process:
        wait_until(lambda: lock.exists() and lock.read_text())
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="is the Linux kernel's doing")
def test_it_ends_when_its_starter_is_killed(lock):
    command = attached.command(lock, signal.SIGTERM, SLEEP)

    starter = [sys.executable, "-c", KILLED_STARTER, str(lock), *command]
    killed = subprocess.run(starter, cwd=attached.ROOT)

    assert killed.returncode == -signal.SIGKILL
    wait_until(lambda: not attached.is_held(lock))


def test_the_lock_names_the_program_itself(lock, sleeper):
    assert attached.is_held(lock)
    assert int(lock.read_text()) == sleeper.pid


def test_a_second_one_is_refused(lock, sleeper):
    command = attached.command(lock, signal.SIGTERM, SLEEP)

    second = subprocess.run(command, cwd=attached.ROOT, capture_output=True, text=True)

    assert second.returncode == 1
    assert f"Already running as process {sleeper.pid}" in second.stderr


def test_a_leftover_is_ended(lock, sleeper):
    attached.end_leftover(lock, signal.SIGTERM)

    assert sleeper.wait(5) == -signal.SIGTERM
    assert not attached.is_held(lock)


def test_a_leftover_that_does_not_listen_is_killed(lock, sleeper, monkeypatch):
    monkeypatch.setattr(attached, "STOP_TIMEOUT_S", 0.5)

    attached.end_leftover(lock, signal.SIGCONT)

    assert sleeper.wait(5) == -signal.SIGKILL


def test_a_child_that_outlived_a_leftover_is_killed(lock, tmp_path, monkeypatch):
    monkeypatch.setattr(attached, "STOP_TIMEOUT_S", 0.5)
    deaf = tmp_path / "deaf"
    program = [sys.executable, "-c", PARENT, str(deaf)]
    with subprocess.Popen(attached.command(lock, signal.SIGTERM, program), cwd=attached.ROOT):
        wait_until(deaf.exists)
        os.kill(int(lock.read_text()), signal.SIGTERM)
    assert attached.is_held(lock)

    attached.end_leftover(lock, signal.SIGTERM)

    assert not attached.is_held(lock)


def test_a_pid_in_a_lock_that_nobody_holds_is_not_believed(lock):
    lock.write_text(str(os.getpid()))

    attached.end_leftover(lock, signal.SIGKILL)

    assert lock.read_text() == ""
