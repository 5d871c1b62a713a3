"""`memory`: the largest process of each kind that the benchmarks before it started.

Alone, it starts one of each kind and opens the front page.
"""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from tools.bench import frame, stage
from tools.bench.frame import Figure
from tools.rehearsal.part import Part

#: A process's kind, by a word of its command.
KINDS = {"granian": "web", "jobs.worker": "worker", "jobs.scheduler": "scheduler"}
SAMPLE_INTERVAL_SECONDS = 0.5

PROCESSES = Path("/proc")


class Watch(threading.Thread):
    """Watches the processes that we started, and stores the highest peak of each kind."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes: dict[str, float] = {}

    def run(self) -> None:
        while True:
            self.look()
            time.sleep(SAMPLE_INTERVAL_SECONDS)

    def look(self) -> None:
        parents = {pid: parent for pid in _pids() if (parent := _parent(pid))}
        for pid in parents:
            kind = _kind(pid)
            if kind and _is_ours(pid, parents):
                self.megabytes[kind] = max(self.megabytes.get(kind, 0), peak_megabytes(pid))


def measure(watch: Watch) -> Iterator[Figure]:
    """Make sure that one of each kind was seen; yield the largest of each."""
    with (
        stage.build() as folder,
        stage.workers(folder, 1),
        Part(folder, "scheduler", ["jobs.scheduler"]),
        stage.web(folder) as port,
    ):
        urlopen(f"http://127.0.0.1:{port}/sign-in").close()
        time.sleep(2 * SAMPLE_INTERVAL_SECONDS)
        watch.look()
    for kind in KINDS.values():
        yield frame.measured(f"memory-{kind}", watch.megabytes[kind])


def peak_megabytes(pid: int) -> float:
    """Return the most memory that the process has used; 0 after it has ended."""
    peak = next((ln for ln in _read(pid, "status").splitlines() if ln.startswith("VmHWM")), "")
    return int(peak.split()[1]) / 1024 if peak else 0


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROCESSES.iterdir() if entry.name.isdecimal()]


def _read(pid: int, what: str) -> str:
    """Return what the kernel reports about a process; nothing after it has ended."""
    try:
        return (PROCESSES / str(pid) / what).read_text(errors="replace")
    except OSError:
        return ""


def _parent(pid: int) -> int:
    _, _, fields = _read(pid, "stat").rpartition(")")
    return int(fields.split()[1]) if fields else 0


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return pid == os.getpid()


def _kind(pid: int) -> str | None:
    words = _read(pid, "cmdline").split("\0")
    return next((kind for word, kind in KINDS.items() if word in words), None)
