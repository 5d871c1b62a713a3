"""XLSX files as tables. They are read into memory as a whole, so they have their own limit."""

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import reduce
from itertools import chain

from python_calamine import CalamineError, PasswordError, load_workbook

from webapp.domain.imports.unpacking import BadFile, too_large
from webapp.domain.messages import coded

MAGIC = b"PK\x03\x04"
#: The limits of the unpacked size, and of the cells of a sheet, empty ones included.
MAX_BYTES, MAX_CELLS = 100_000_000, 5_000_000
#: The errors of unpacking and reading a damaged file.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, CalamineError, OSError, EOFError, IndexError),
    *(RuntimeError, NotImplementedError, ValueError),
)
#: A cell that is not empty, with its position.
CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?:[^>]{0,200}\s)?r\s{0,9}=\s{0,9}[\"']([A-Za-z]{1,20})([0-9]{1,20})[\"']"
    rb"(?:[^>]{0,200}[^/])?>"
)
MAX_TAG_BYTES = 1000


def read(raw: io.BufferedReader) -> Iterator[list[str] | None]:
    """Yield the rows of the first sheet of an XLSX file. Raises BadFile."""
    packed = raw.read(MAX_BYTES + 1)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            _check_size(archive, MAX_BYTES)
        workbook = load_workbook(io.BytesIO(packed))
        sheet = workbook.get_sheet_by_index(0)
    except BadFile:
        raise
    except PasswordError:
        raise BadFile(coded("imports.has_password")) from None
    except DAMAGED:
        raise BadFile(coded("imports.no_spreadsheet")) from None
    first = sheet.start[0] if sheet.start else 0
    return chain(([] for _ in range(first)), (list(map(_cell, row)) for row in sheet.iter_rows()))


def _check_size(archive: zipfile.ZipFile, left: int) -> None:
    """Unpack everything once, piece by piece, to check the size before it is held in memory.

    The sizes that the archive itself states cannot be trusted.
    """
    for part in archive.infolist():
        part.file_size = sys.maxsize
        extent, tail = Extent(), b""
        with archive.open(part) as unpacked:
            while piece := unpacked.read(1 << 16):
                left -= len(piece)
                if left < 0:
                    raise too_large(MAX_BYTES)
                seen = tail + piece
                extent.add(seen)
                tail = seen[max(seen.rfind(b"<"), len(seen) - MAX_TAG_BYTES) :]


class Extent:
    """The size of a sheet, which is held in memory with its empty cells."""

    def __init__(self) -> None:
        self.column, self.row = 0, 0

    def add(self, piece: bytes) -> None:
        """Add the cells in a piece of the sheet. Raises BadFile when it becomes too large."""
        for letters, row in set(CELL.findall(piece)):
            self.row = max(self.row, int(row))
            self.column = max(self.column, _number(letters))
            if self.row * self.column > MAX_CELLS:
                cell = f"{letters.decode()}{row.decode()}"
                raise BadFile(coded("imports.sheet_too_large", cell=cell))


def _number(letters: bytes) -> int:
    """Return the number of a column.

    >>> _number(b"A"), _number(b"XFD")
    (1, 16384)
    """
    return reduce(lambda number, letter: number * 26 + letter - 64, letters.upper(), 0)


def _cell(value: object) -> str:
    """Return a spreadsheet's value as text."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).replace("\0", "")
