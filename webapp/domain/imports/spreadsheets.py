"""XLSX files as tables. They are held as a whole, and therefore have a limit of their own."""

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
#: Bytes, unpacked; and cells between the corners of the sheet.
LARGEST, MOST_CELLS = 100_000_000, 5_000_000
#: What unpacking and reading a damaged file may raise.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, CalamineError, OSError, EOFError, IndexError),
    *(RuntimeError, NotImplementedError, ValueError),
)
#: A cell with something in it, and where it stands.
CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?:[^>]{0,200}\s)?r\s{0,9}=\s{0,9}[\"']([A-Za-z]{1,20})([0-9]{1,20})[\"']"
    rb"(?:[^>]{0,200}[^/])?>"
)
LONGEST_TAG = 1000


def read(raw: io.BufferedReader) -> Iterator[list[str] | None]:
    """Read the first sheet of an XLSX file, which must be held as a whole."""
    packed = raw.read(LARGEST + 1)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            _measure(archive, LARGEST)
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


def _measure(archive: zipfile.ZipFile, left: int) -> None:
    """Unpack everything once, piece by piece, to learn how much it is before it is held.

    The sizes that the archive itself names are nobody's word.
    """
    for part in archive.infolist():
        part.file_size = sys.maxsize
        extent, tail = Extent(), b""
        with archive.open(part) as unpacked:
            while piece := unpacked.read(1 << 16):
                left -= len(piece)
                if left < 0:
                    raise too_large(LARGEST)
                seen = tail + piece
                extent.look(seen)
                tail = seen[max(seen.rfind(b"<"), len(seen) - LONGEST_TAG) :]


class Extent:
    """How far a sheet reaches: all between its corners is held, be it empty or not."""

    def __init__(self) -> None:
        self.column, self.row = 0, 0

    def look(self, piece: bytes) -> None:
        """Note the cells of a piece of the sheet. Raises BadFile when it reaches too far."""
        for letters, row in set(CELL.findall(piece)):
            self.row = max(self.row, int(row))
            self.column = max(self.column, _number(letters))
            if self.row * self.column > MOST_CELLS:
                cell = f"{letters.decode()}{row.decode()}"
                raise BadFile(coded("imports.sheet_too_large", cell=cell))


def _number(letters: bytes) -> int:
    """Number a column.

    >>> _number(b"A"), _number(b"XFD")
    (1, 16384)
    """
    return reduce(lambda number, letter: number * 26 + letter - 64, letters.upper(), 0)


def _cell(value: object) -> str:
    """Write a spreadsheet's value as people would."""
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
