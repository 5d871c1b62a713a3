"""Run a program so that it ends with its starter and is known by the lock it holds.

    python -m tools.embedded.attached LOCK SIGNAL COMMAND...

The kernel frees a lock when the last process that inherited it has ended. So a held lock
proves that the program, or a child of it, is still there, and that the pid in the file is that
of the program and its group: a pid file is never stale, and no other process with a reused pid
is ever signalled.
"""

import ctypes
import fcntl
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, Signals
from typing import TextIO

from tools.embedded.errors import StartError

ROOT = Path(__file__).parents[2]
PR_SET_PDEATHSIG = 1
STOP_TIMEOUT_S = 30


def command(lock: Path, stop_signal: Signals, program: list[str]) -> list[str]:
    """Return the command that runs the program attached, from ROOT."""
    # -B: under another account Python would leave its bytecode, with that owner, in the tree.
    launcher = [sys.executable, "-B", "-m", "tools.embedded.attached"]
    return [*launcher, str(lock), stop_signal.name, *program]


def end_leftover(lock: Path, stop_signal: Signals) -> None:
    """Stop a program of an earlier, killed run that still holds the lock; wait for its end."""
    with open(lock, "a+") as file:
        held = not _locked_within(file.fileno(), 0)
        for sign in (stop_signal, SIGKILL):
            if held:
                _signal_holder(file, sign)
                held = not _locked_within(file.fileno(), STOP_TIMEOUT_S)
        if held:
            raise StartError(f"{lock} is held by a process that cannot be stopped.")
        file.truncate(0)


def is_held(lock: Path) -> bool:
    """Return whether a program, or a child of it, still holds the lock."""
    with open(lock, "a+") as file:
        return not _locked_within(file.fileno(), 0)


def _signal_holder(file: TextIO, sign: Signals) -> None:
    file.seek(0)
    with suppress(ProcessLookupError, ValueError):  # Ended by now, or not yet in the file.
        # The program ends its children in order; if it does not, they are killed with it.
        (os.killpg if sign == SIGKILL else os.kill)(int(file.read()), sign)


def _locked_within(fd: int, patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)


def end_with_parent(stop_signal: Signals) -> None:
    """Have the kernel signal this process when its parent dies, for any reason."""
    if sys.platform == "linux":  # On other systems the next start stops what was left running.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(stop_signal))


def take(lock: Path, patience_s: float = 0) -> int:
    """Lock the file with our pid in it, for us and all who inherit the returned descriptor."""
    fd = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    if not _locked_within(fd, patience_s):
        holder = lock.read_text()
        raise StartError(
            f"Already running as process {holder}, which holds {lock}.\nStop it first."
        )
    os.truncate(fd, 0)
    os.write(fd, str(os.getpid()).encode())
    return fd


def main(lock: str, stop_signal: str, *program: str) -> None:
    """Take the lock and become the program."""
    try:
        fd = take(Path(lock))
    except StartError as error:
        sys.exit(str(error))
    os.set_inheritable(fd, True)
    with suppress(PermissionError):  # It already leads a group.
        os.setsid()
    end_with_parent(Signals[stop_signal])
    os.execvp(program[0], program)  # noqa: S606 - this program is there to become another


if __name__ == "__main__":
    main(*sys.argv[1:])
