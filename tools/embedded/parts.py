"""The programs of the product, run together under one manager."""

import multiprocessing
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM

from tools.embedded import attached, stored_values
from tools.embedded.environment import is_simulated
from tools.embedded.errors import StartError
from tools.embedded.restarts import RestartingManager

START_TIMEOUT_S = 30


def table(env: Mapping[str, str]) -> dict[str, list[str]]:
    """Return each part's name and command; the simulator only if it is needed."""
    listen = ["--host", env["HOST"], "--port", env["PORT"]]
    size = ["--workers", "2", "--respawn-failed-workers"]
    parts = {
        "web": ["granian", "--interface", "rsgi", "--no-ws", "rsgi:app", *listen, *size],
        "worker-1": ["jobs.worker"],
        "worker-2": ["jobs.worker"],
        "scheduler": ["jobs.scheduler"],
        "dashboard": [
            *("granian", "--interface", "wsgi", "--no-ws", "--respawn-failed-workers"),
            *("--factory", "dashboard.app:create_app"),
            *("--host", "127.0.0.1", "--port", env["RQ_DASHBOARD_PORT"]),
        ],
    }
    if is_simulated(env):
        parts["simulator"] = ["simulator", "--population", "lively"]
    return {name: [sys.executable, "-m", *module] for name, module in parts.items()}


def end_leftovers(locks: Path) -> None:
    """Stop the parts that are left from an earlier, killed run."""
    locks.mkdir(exist_ok=True)
    for lock in locks.iterdir():
        attached.end_leftover(lock, SIGTERM)


@contextmanager
def simulator_for_setup(locks: Path, env: Mapping[str, str]) -> Iterator[None]:
    """Run the simulator, if it is used, during the set-up."""
    command = table(env).get("simulator")
    if command is None:
        yield
        return
    process = subprocess.Popen(  # noqa: S603
        attached.command(locks / "simulator", SIGTERM, command), cwd=attached.ROOT, env=env
    )
    try:
        _wait_for_simulator(process, int(env["SIMULATOR_PORT"]))
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for_simulator(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while stored_values.is_free("127.0.0.1", port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise StartError("The simulator does not start; its lines above say why.")
        time.sleep(0.05)


def run_together(locks: Path, env: Mapping[str, str], observe: Callable[[], None]) -> None:
    """Run every part until Ctrl-C or SIGTERM; return when all have ended.

    `observe` runs in a separate process meanwhile.
    """
    # The manager forks a reader for each part. If the manager is killed, its readers end, and then
    # their parts, because the kernel notifies each when its parent dies.
    multiprocessing.set_start_method("fork")
    os.register_at_fork(after_in_child=lambda: attached.end_with_parent(SIGKILL))
    manager = RestartingManager()
    for name, command in table(env).items():
        attach = shlex.join(attached.command(locks / name, SIGTERM, command))
        unbuffered = {**env, "PYTHONUNBUFFERED": "1"}
        manager.add_process(name, f"exec {attach}", env=unbuffered, cwd=str(attached.ROOT))
    observer = multiprocessing.Process(target=observe)
    observer.start()
    try:
        manager.loop()
    finally:
        observer.kill()
        observer.join()
