"""XLSX files as tables. They are held as a whole, and therefore have a limit of their own."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain

from python_calamine import CalamineError, PasswordError, load_workbook

from webapp.domain.unpacking import TOO_LARGE, BadFile

MAGIC = b"PK\x03\x04"
#: Bytes, unpacked.
LARGEST = 100_000_000


def read(raw: io.BufferedReader) -> Iterator[list[str] | None]:
    """Read the first sheet of an XLSX file, which must be held as a whole."""
    packed = raw.read(LARGEST + 1)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if max(unpacked, len(packed)) > LARGEST:
            raise BadFile(TOO_LARGE.format(LARGEST // 1_000_000))
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
