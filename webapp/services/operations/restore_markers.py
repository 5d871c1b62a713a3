"""The marks of the database's progress outside of it: in a file, and in Redis.

The file remains if Redis is emptied; Redis informs machines that have no file yet.
"""

import json
import logging
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from flask import current_app
from redis import RedisError

from webapp import queues
from webapp.domain.operations.restore_guard import Mark

log = logging.getLogger(__name__)


def newest(key: uuid.UUID) -> Mark | None:
    """Return the newest mark of the database with this key; None if there is none."""
    return max(_known(key), key=lambda mark: mark.generation, default=None)


def keep(key: uuid.UUID, mark: Mark) -> None:
    """Store the mark after it was committed. A failure to write to either is ignored."""
    written = json.dumps({"generation": mark.generation, "at": mark.at.isoformat()})
    try:
        queues.redis().set(_name(key), written)
    except RedisError as error:
        log.warning("Redis does not know how far the database is: %s", error)
    try:
        _write(_file(key), written)
    except OSError as error:
        log.warning("No file tells how far the database is: %s", error)


def _known(key: uuid.UUID) -> Iterator[Mark]:
    with suppress(RedisError):
        if written := queues.redis().get(_name(key)):
            yield _mark(written)
    with suppress(OSError, ValueError, KeyError):  # a damaged file is ignored
        yield _mark(_file(key).read_bytes())


def _mark(written: bytes | str) -> Mark:
    values = json.loads(written)
    return Mark(values["generation"], datetime.fromisoformat(values["at"]))


def _name(key: uuid.UUID) -> str:
    return f"restore-guard:{key}"


def _file(key: uuid.UUID) -> Path:
    return Path(current_app.config["RESTORE_GUARD_DIR"]) / f"{key}.json"


def _write(file: Path, written: str) -> None:
    """Replace the file as a whole: other workers of this machine read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as opened:
        opened.write(written)
    os.replace(new, file)
