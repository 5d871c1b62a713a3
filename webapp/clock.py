"""The only place that reads the time.

Rehearsals and tests control it with the file at CLOCK_FILE: JSON with `virtual` and
`real` (both epoch seconds) and `speed`. All processes that share the file share the time.
"""

import json
import os
import time
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the current time, in UTC."""
    return datetime.fromtimestamp(_seconds(), UTC)


def today(zone: ZoneInfo) -> date:
    """Return the current date in the time zone."""
    return now().astimezone(zone).date()


def _seconds() -> float:
    clock_file = os.environ.get("CLOCK_FILE")
    if not clock_file:
        return time.time()
    try:
        stat = os.stat(clock_file)
    except FileNotFoundError:
        return time.time()
    virtual, real, speed = _read(clock_file, stat.st_ino, stat.st_mtime_ns)
    return virtual + (time.time() - real) * speed


@lru_cache(maxsize=1)
def _read(path: str, inode: int, changed_at_ns: int) -> tuple[float, float, float]:
    """Return the file's content, cached by inode and time of change."""
    content = json.loads(Path(path).read_text())
    return content["virtual"], content["real"], content["speed"]
