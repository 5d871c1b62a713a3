"""Files that people upload as tables: what kind they are, and their rows, one by one.

Nothing here holds more than a piece of the file, but for XLSX, which has a limit of its own.
"""

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import chain

from python_calamine import CalamineError, PasswordError, load_workbook


class BadFile(ValueError):
    """Nothing of the file can be used; str() says why and what to do."""


SEPARATORS = ",;\t|"
#: Characters in one line, and in one cell, before we say that it is none.
LONGEST_LINE = 1_000_000
#: Bytes: unpacked from .gz, and unpacked from .xlsx, which is held as a whole.
LARGEST_UNPACKED, LARGEST_SHEET = 2_000_000_000, 100_000_000
#: What other files begin with, and what to say of them.
OTHERS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a sound",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or a protected Excel file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"{\\rtf": "a text document",
    b"<!DOC": "a web page",
    b"<html": "a web page",
}
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
EMPTY = "The file is empty: its first row should name the columns."
TOO_LARGE = "The file unpacks to more than {} MB: split it, or save it as CSV."


@dataclass(frozen=True)
class Table:
    """A file's rows, the heading first; a row that cannot be read is None."""

    kind: str  # "csv" or "xlsx"
    encoding: str
    separator: str
    rows: Iterator[list[str] | None]


def read(pieces: Iterable[bytes], encoding: str = "") -> Table:
    """Begin to read a file that comes in pieces. Raises BadFile, perhaps later too."""
    raw = _unpacked(pieces)
    start = raw.peek(4096)
    if not start:
        raise BadFile(EMPTY)
    if start.startswith(ZIP):
        return Table("xlsx", "", "", _sheet(raw))
    other = next((name for magic, name in OTHERS.items() if start.startswith(magic)), None)
    if other:
        raise BadFile(f"This is {other}, not a table: save the list as CSV or XLSX.")
    encoding = encoding or _encoding(start)
    if not encoding.startswith("utf-16") and _is_binary(start):
        raise BadFile("This is no table, whatever its name says: save the list as CSV or XLSX.")
    return _text(raw, encoding)


class _Pieces(io.RawIOBase):
    """Bytes that come in pieces, as a file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self.rest:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.rest = memoryview(piece)
        size = min(len(buffer), len(self.rest))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        return size


def _unpacked(pieces: Iterable[bytes]) -> io.BufferedReader:
    """Open the bytes, unpacked where they are packed by gzip."""
    raw: io.BufferedReader = io.BufferedReader(_Pieces(pieces), 1 << 16)
    if not raw.peek(2).startswith(GZIP):
        return raw
    return io.BufferedReader(_Pieces(_limited(gzip.GzipFile(fileobj=raw))), 1 << 16)


def _limited(packed: gzip.GzipFile) -> Iterator[bytes]:
    """Unpack piece by piece, and give up on what never ends."""
    unpacked = 0
    try:
        while piece := packed.read(1 << 16):
            unpacked += len(piece)
            if unpacked > LARGEST_UNPACKED:
                raise BadFile(TOO_LARGE.format(LARGEST_UNPACKED // 1_000_000))
            yield piece
    except (OSError, EOFError, zlib.error):
        raise BadFile("The .gz file is damaged or cut off: pack it again.") from None


def _is_binary(start: bytes) -> bool:
    """Whether there are more control characters than a table could have by accident."""
    odd = sum(byte < 32 and byte not in b"\t\n\r\0\x1a" for byte in start)
    return odd > max(20, len(start) / 20) or start.count(0) > max(20, len(start) / 4)


def _encoding(start: bytes) -> str:
    """Tell the encoding by the first bytes; see `_windows` for what no mark tells."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) / 5:  # every second byte of western text is nought
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8-sig"


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows' western code page, as Excel writes them."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 (we only ever decode)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", _windows)


def _text(raw: io.BufferedReader, encoding: str) -> Table:
    errors = "windows" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None)
    lines = _lines(text)
    first = next(lines, "")
    separator = max(SEPARATORS, key=first.count)
    if first.startswith("sep=") and len(first.rstrip("\n")) == 5:  # Excel's own way to say it
        separator, first = first[4], next(lines, "")
    # Strict, or a quotation mark left open would swallow the rows below it without a word.
    table = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    return Table("csv", encoding, separator, _records(table))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    for line in iter(partial(text.readline, LONGEST_LINE + 1), ""):
        if len(line) > LONGEST_LINE:
            raise BadFile(
                f"A line has more than {LONGEST_LINE:,} characters: this is no table, or its "
                "lines do not end where they should."
            )
        yield line.replace("\0", "") if "\0" in line else line  # which no database can keep


def _records(table: Iterator[list[str]]) -> Iterator[list[str] | None]:
    while True:
        try:
            yield next(table)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _sheet(raw: io.BufferedReader) -> Iterator[list[str] | None]:
    """Read the first sheet of an XLSX file, which must be held as a whole."""
    packed = raw.read(LARGEST_SHEET + 1)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if max(unpacked, len(packed)) > LARGEST_SHEET:
            raise BadFile(TOO_LARGE.format(LARGEST_SHEET // 1_000_000))
        workbook = load_workbook(io.BytesIO(packed))
        sheet = workbook.get_sheet_by_index(0)
    except PasswordError:
        raise BadFile("The file has a password: save it without one.") from None
    except (zipfile.BadZipFile, CalamineError, OSError, IndexError):
        raise BadFile("This is no spreadsheet, or a damaged one: save it as XLSX or CSV.") from None
    first = sheet.start[0] if sheet.start else 0
    return chain(([] for _ in range(first)), (list(map(_cell, row)) for row in sheet.iter_rows()))


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
