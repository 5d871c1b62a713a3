"""Programs that run together, each started again when it ends by itself."""

import os
import time
from contextlib import suppress
from functools import partial
from multiprocessing import Event
from multiprocessing.synchronize import Event as EventType
from signal import SIGINT, SIGKILL, SIGTERM, Signals, signal
from threading import Thread
from typing import Any

from honcho.manager import Manager
from honcho.process import Process

#: The waits before a start.
WAITS_S = (1, 2, 4, 8, 16, 32, 60)


class Waits:
    """The waits of one program. They grow, until it has run for longer than the longest one."""

    def __init__(self) -> None:
        self.ends, self.began = 0, time.monotonic()

    def begin(self) -> None:
        """Note that the program starts now."""
        self.began = time.monotonic()

    def next_s(self) -> int:
        """Return the wait after the program's end, which is now."""
        self.ends = 0 if time.monotonic() - self.began > WAITS_S[-1] else self.ends
        self.ends += 1
        return WAITS_S[min(self.ends, len(WAITS_S)) - 1]


class RestartingManager(Manager):  # type: ignore[misc]
    """Runs the programs until it is asked to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping = Event()
        self._process_ctor = partial(RestartingProcess, stopping=self.stopping)

    def terminate(self) -> None:
        """Have no program started again, and end those that run."""
        self.stopping.set()
        super().terminate()


class RestartingProcess(Process):  # type: ignore[misc]
    """One of the programs, with a process of ours that starts it and reads what it prints."""

    def __init__(self, *args: Any, stopping: EventType, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stopping = stopping

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Run the program again and again, with growing waits, until all is stopping."""
        self._events = events
        if ignore_signals:  # by a handler: a program would inherit that they are ignored
            for sign in (SIGINT, SIGTERM):
                signal(sign, lambda *_: None)
        waits = Waits()
        while True:
            waits.begin()
            status = self._run_once()
            wait_s = waits.next_s()
            if not self.stopping.is_set():
                self._send_message(f"Ended by itself ({cause(status)}). Next start in {wait_s} s.")
            if self.stopping.wait(wait_s):
                self._send_message({"returncode": status}, type="stop")
                return

    def _run_once(self) -> int:
        """Run the program, and return its exit status when no process of it is left."""
        child = self._child_ctor(self.cmd, env=self.env, cwd=self.cwd)
        self._send_message({"pid": child.pid}, type="start")
        if self.stopping.is_set():  # too late for the manager to know this process
            os.killpg(child.pid, SIGTERM)
        # Its children may hold the output open, and the port that the next start needs.
        Thread(target=_end_group_with, args=(child,)).start()
        with child.stdout:
            for line in child.stdout:
                self._send_message(line)
        return int(child.wait())


def _end_group_with(child: Any) -> None:
    child.wait()
    with suppress(ProcessLookupError):
        os.killpg(child.pid, SIGKILL)


def cause(status: int) -> str:
    """Return why a program ended.

    >>> cause(1), cause(-9)
    ('exit status 1', 'SIGKILL')
    """
    return Signals(-status).name if status < 0 else f"exit status {status}"
