"""XLSX files as tables. They are read as a whole, by another process with its own limits.

The library that reads them allocates what a file asks for, and ends its process where that fails:
see docs/decisions/0034-spreadsheets-in-a-child-process.md.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, cast

from webapp.domain.imports.unpacking import BadFile, too_large
from webapp.domain.messages import coded

READER = Path(__file__).with_name("spreadsheet_reader.py")
MAGIC = b"PK\x03\x04"
#: The limits of the size, packed and unpacked, and of the cells of a sheet, empty ones included.
MAX_BYTES, MAX_CELLS = 100_000_000, 5_000_000
#: The limits of the process: the largest sheet within those above needs half of them.
MEMORY_BYTES, CPU_SECONDS = 1_000_000_000, 120
#: The time for all: the check of the largest sheet takes minutes.
MAX_SECONDS = 1800
#: Files that one process of ours may have parsed at the same time.
_SLOTS = BoundedSemaphore(2)


def read(raw: io.BufferedReader) -> Iterator[list[str] | None]:
    """Yield the rows of the first sheet of an XLSX file. Raises BadFile."""
    with _reader() as (file, lines):
        with _SLOTS:
            _send(raw, file)
            line = lines.readline()
        while line:
            yield _row(line)
            line = lines.readline()


@contextmanager
def _reader() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Yield where the process takes the file, and where its lines come; end it in any case.

    It gets nothing of ours. Raises BadFile if it ends otherwise than at the end of the file.
    """
    limits = map(str, (MAX_BYTES, MAX_CELLS, MEMORY_BYTES, CPU_SECONDS))
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(READER), *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )
    file, lines = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    timer = Timer(MAX_SECONDS, process.kill)
    timer.start()
    with lines:
        try:
            yield file, lines
            if process.wait():
                raise _damaged()
        finally:
            timer.cancel()
            process.kill()
            process.wait()


def _send(raw: io.BufferedReader, file: IO[bytes]) -> None:
    """Write the file piece by piece. Raises BadFile if there is too much."""
    sent = 0
    with suppress(BrokenPipeError), file:  # a process that has ended sends no line
        while piece := raw.read(1 << 16):
            sent += len(piece)
            if sent > MAX_BYTES:
                raise too_large(MAX_BYTES)
            file.write(piece)


def _row(line: bytes) -> list[str]:
    try:
        row = json.loads(line)
    except ValueError:  # cut off in the middle
        raise _damaged() from None
    if isinstance(row, dict):
        raise BadFile(coded(row["code"], **row["values"]))
    return list(row)


def _damaged() -> BadFile:
    return BadFile(coded("imports.no_spreadsheet"))
