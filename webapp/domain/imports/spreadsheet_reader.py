"""The program that reads an XLSX file in a process of its own; `spreadsheets` starts it.

It gets the file on its standard input and writes one line of JSON for each row of the first sheet,
or for a fault. It imports nothing of ours, so it starts quickly and has no secret. What it counts
gives people a reason; what the count misses ends at the limits of the process.
"""

import io
import json
import re
import resource
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache, reduce
from itertools import chain, repeat
from lzma import LZMAError
from xml.parsers import expat

from python_calamine import CalamineError, PasswordError, load_workbook

#: The errors of unpacking and reading a damaged file.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, CalamineError, OSError, EOFError, IndexError),
    *(RuntimeError, NotImplementedError, ValueError, expat.ExpatError),
)
STRINGS = "xl/sharedstrings.xml"
#: The parts that can be sheets or their strings; others are pictures and the like.
NEEDED = re.compile(r"xl/.*\.xml", re.IGNORECASE)
POSITION = re.compile(r"([A-Za-z]{1,20})([0-9]{1,20})")


class Fault(Exception):
    """The reason why a file is refused: the code of its sentence, and the values in it."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def main(most_bytes: int, most_cells: int, memory_bytes: int, cpu_seconds: int) -> None:
    """Write the rows of the file on the standard input; end where a limit is reached."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # for our starter, which ends us if it wants to
        signal.signal(stop, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        for row in rows(sys.stdin.buffer.read(), most_bytes, most_cells):
            print(json.dumps(row))
    except Fault as fault:
        print(json.dumps({"code": fault.code, "values": fault.values}))


def rows(packed: bytes, most_bytes: int, most_cells: int) -> Iterator[list[str]]:
    """Yield the rows of the first sheet. Raises Fault."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            measure(archive, most_bytes, most_cells)
        sheet = load_workbook(io.BytesIO(packed)).get_sheet_by_index(0)
        above = sheet.start[0] if sheet.start else 0
        yield from chain(repeat([], above), (list(map(_text, row)) for row in sheet.iter_rows()))
    except PasswordError:
        raise Fault("imports.has_password") from None
    except DAMAGED:
        raise Fault("imports.no_spreadsheet") from None


def measure(archive: zipfile.ZipFile, most_bytes: int, most_cells: int) -> None:
    """Unpack everything once, piece by piece, to check the size before it is held in memory.

    The sizes that the archive itself states cannot be trusted. Raises Fault.
    """
    left, strings = most_bytes, list[int]()
    # The shared strings first: cells name them.
    for part in sorted(archive.infolist(), key=lambda part: part.filename.lower() != STRINGS):
        part.file_size = sys.maxsize
        extent, is_xml = Extent(strings, most_bytes, most_cells), True
        with archive.open(part) as unpacked:
            while piece := unpacked.read(1 << 16):
                left -= len(piece)
                if left < 0:
                    raise _too_large(most_bytes)
                is_xml = is_xml and extent.add(piece)
        is_xml = is_xml and extent.add(b"", is_last=True)
        if not is_xml and NEEDED.match(part.filename):
            raise Fault("imports.no_spreadsheet")
        if part.filename.lower() == STRINGS:
            strings = extent.own_strings


class Extent:
    """The size of a sheet as it is held in memory: empty cells too, and each with its own text.

    Rows and cells without a position follow the one before them.
    """

    def __init__(self, strings: list[int], most_bytes: int, most_cells: int) -> None:
        self.strings, self.own_strings = strings, list[int]()  # the bytes of each shared one
        self.most_bytes, self.most_cells = most_bytes, most_cells
        self.row = self.column = self.last_row = self.last_column = 0
        self.bytes = self.string_bytes = 0
        self.position, self.is_shared = "", False  # of the open cell
        self.text: list[str] = []
        # UTF-8 whatever the file says of itself, as for the library that reads the rows.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_document_type
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append

    def add(self, piece: bytes, is_last: bool = False) -> bool:
        """Add a piece; return False if it is not XML. Raises Fault if the sheet is too large."""
        try:
            self.parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError):
            return False
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self.text.clear()
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            self.is_shared = attributes.get("t") == "s"
            self.position = attributes.get("r", "") or f"{_letters(self.column + 1)}{self.row}"
            self.column = _split(self.position)[0]
        elif self.position:  # the cell is not empty
            self._reach(*_split(self.position))

    def _reach(self, column: int, row: int) -> None:
        self.last_column, self.last_row = max(self.last_column, column), max(self.last_row, row)
        if self.last_column * self.last_row > self.most_cells:
            raise Fault("imports.sheet_too_large", cell=self.position)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.position, self.is_shared = "", False
        elif tag == "v" and self.is_shared:
            self._add_text(int("".join(self.text)))
        elif tag == "t":
            self.string_bytes += len("".join(self.text).encode())
        elif tag == "si":
            self.own_strings.append(self.string_bytes)
            self.string_bytes = 0

    def _add_text(self, number: int) -> None:
        self.bytes += self.strings[number] if 0 <= number < len(self.strings) else 0
        if self.bytes > self.most_bytes:
            raise _too_large(self.most_bytes)


def _refuse_document_type(*_: object) -> None:
    raise ValueError("Spreadsheets have none.")


def _too_large(most_bytes: int) -> Fault:
    return Fault("imports.unpacks_to_too_much", most=most_bytes // 1_000_000)


def _split(position: str) -> tuple[int, int]:
    """Return the column and the row of a cell: (16384, 7) for XFD7. Raises ValueError."""
    match = POSITION.fullmatch(position)
    if match is None:
        raise ValueError(position)
    return _number(match[1]), int(match[2])


@lru_cache
def _number(letters: str) -> int:
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters.upper(), 0)


@lru_cache
def _letters(number: int) -> str:
    before, letter = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(65 + letter)


def _text(value: object) -> str:
    """Return a cell's value as text."""
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


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
