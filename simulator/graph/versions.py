"""The versions of the Graph API: which are alive, and which one serves a call."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from simulator.errors import GraphError

VERSION = re.compile(r"v(\d+)\.\d+")
NEWEST = 26
#: The moment at which a version ends. Calls to it are then served by the oldest that is alive.
ENDS = {
    21: datetime(2027, 1, 21, tzinfo=UTC).timestamp(),
    22: datetime(2027, 5, 20, tzinfo=UTC).timestamp(),
    23: datetime(2027, 10, 8, tzinfo=UTC).timestamp(),
    24: datetime(2028, 2, 18, tzinfo=UTC).timestamp(),
    25: datetime(2028, 7, 29, tzinfo=UTC).timestamp(),
}


@lru_cache(maxsize=1_000)  # senders call few paths
def split(path: str) -> tuple[int | None, tuple[str, ...]]:
    """Return the version in a path, if there is one, and the parts after it."""
    parts = tuple(part for part in path.split("/") if part)
    version = VERSION.fullmatch(parts[0]) if parts else None
    return (int(version[1]), parts[1:]) if version else (None, parts)


def served_by(version: int, path: str, now: float) -> str:
    """Return the version that serves a call; raise GraphError for one that does not exist yet."""
    if version > NEWEST:
        raise GraphError(2500, message=f"Unknown path components: {path}")
    oldest = next((number for number, end in ENDS.items() if now < end), NEWEST)
    return f"v{max(version, oldest)}.0"
