"""Uploaded tables: their format, and their rows one by one.

Only a piece of the file is in memory, except for XLSX, which has its own limit.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from webapp.domain.imports import spreadsheets
from webapp.domain.imports.csv_cells import unguarded
from webapp.domain.imports.unpacking import BadFile, opened
from webapp.domain.messages import coded

SEPARATORS = ",;\t|"
#: Text in which separators have no meaning.
QUOTED = re.compile(r'"[^"]*"')
#: A line or a cell with more characters means that the file is not a table.
MAX_LINE_LENGTH = 1_000_000
#: The first bytes of files that are not tables, and their names.
OTHER_FORMATS = {
    b"\x89PNG": coded("imports.a_picture"),
    b"\xff\xd8\xff": coded("imports.a_picture"),
    b"GIF8": coded("imports.a_picture"),
    b"RIFF": coded("imports.a_picture_or_sound"),
    b"%PDF": coded("imports.a_pdf"),
    b"\xd0\xcf\x11\xe0": coded("imports.an_old_excel_file"),
    b"Rar!": coded("imports.a_rar_archive"),
    b"7z\xbc\xaf": coded("imports.a_7z_archive"),
    b"{\\rtf": coded("imports.a_text_document"),
    b"<!DOC": coded("imports.a_web_page"),
    b"<html": coded("imports.a_web_page"),
}
EMPTY = coded("imports.empty")


@dataclass(frozen=True)
class Table:
    """The rows of a file, the heading first; a row that cannot be read is None."""

    kind: str  # "csv" or "xlsx"
    encoding: str
    separator: str
    rows: Iterator[list[str] | None]


def read(pieces: Iterable[bytes], encoding: str = "") -> Table:
    """Return the table in a file that comes in pieces. Raises BadFile, also while it is read."""
    raw = opened(pieces)
    start = raw.peek(4096)
    if not start:
        raise BadFile(EMPTY)
    if start.startswith(spreadsheets.MAGIC):
        return Table("xlsx", "", "", spreadsheets.read(raw))
    other = next((name for magic, name in OTHER_FORMATS.items() if start.startswith(magic)), None)
    if other:
        raise BadFile(coded("imports.another_kind", other=other))
    encoding = encoding or _encoding(start)
    if not encoding.startswith("utf-16") and _is_binary(start):
        raise BadFile(coded("imports.no_table"))
    return _text(raw, encoding)


def _is_binary(start: bytes) -> bool:
    """Return whether there are more control characters than a table could have by accident."""
    odd = sum(byte < 32 and byte not in b"\t\n\r\0\x1a" for byte in start)
    return odd > max(20, len(start) / 20) or start.count(0) > max(20, len(start) / 4)


def _encoding(start: bytes) -> str:
    """Return the encoding by the first bytes; see `_windows` for files without a mark."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) / 5:  # every second byte of western text is zero
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8-sig"


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Return bytes that are not UTF-8 decoded with Windows' western code page, which Excel uses."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 (we only ever decode)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", _windows)


def _text(raw: io.BufferedReader, encoding: str) -> Table:
    errors = "windows" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None)
    lines = _lines(text)
    first = next(lines, "")
    separator = max(SEPARATORS, key=QUOTED.sub("", first).count)
    if first.startswith("sep=") and len(first.rstrip("\n")) == 5:  # written by Excel
        separator, first = first[4], next(lines, "")
    # Strict, or an open quotation mark would silently include the rows below it.
    table = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    return Table("csv", encoding, separator, _records(table))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    for line in iter(partial(text.readline, MAX_LINE_LENGTH + 1), ""):
        if len(line) > MAX_LINE_LENGTH:
            raise BadFile(coded("imports.line_too_long", most=MAX_LINE_LENGTH))
        yield line.replace("\0", "") if "\0" in line else line  # the database cannot store it


def _records(table: Iterator[list[str]]) -> Iterator[list[str] | None]:
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            yield list(map(unguarded, cells)) if "'" in "".join(cells) else cells
