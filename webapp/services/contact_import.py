"""Contacts from a file, in portions, so that memory stays flat however long the file is."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from webapp.domain import contact_rows
from webapp.domain.consent import ConsentSource
from webapp.domain.contact_rows import BadRow, ContactRow
from webapp.services import contacts
from webapp.services.contacts import Person

#: Rows in one transaction.
PORTION = 5_000


@dataclass
class Imported:
    """How many contacts were new, changed or known just so; and the rows that were left out."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[BadRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows read so far; a person given twice in one portion counts once."""
        return self.created + self.updated + self.unchanged + len(self.rejected)


def import_lines(
    lines: Iterable[str], country: str, actor: str, after_portion: Callable[[Imported], None]
) -> Imported:
    """Create or update a contact for each good row; keep every bad one with its reason.

    `after_portion` gets the counts so far and commits. Importing the same file again changes
    nothing. Raises contact_rows.BadFile before anything is written.
    """
    imported = Imported()
    rows = contact_rows.read(lines, country)
    while portion := list(islice(rows, PORTION)):
        imported.rejected += [row for row in portion if isinstance(row, BadRow)]
        people = [
            Person(row.phone, row.name, row.attributes)
            for row in portion
            if isinstance(row, ContactRow)
        ]
        remembered = contacts.remember(people, ConsentSource.IMPORT, actor)
        imported.created += remembered.created
        imported.updated += remembered.updated
        imported.unchanged += remembered.unchanged
        after_portion(imported)
    return imported


def decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Read the lines of a file as text: UTF-8, or what Excel writes instead.

    UTF-16 says so in its first bytes. A line that is no UTF-8 is in Windows' western code page.
    """
    lines = iter(lines)
    first = next(lines, b"")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(chain([first], lines))
    return map(_line, chain([first], lines))


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _utf16(lines: Iterable[bytes]) -> Iterator[str]:
    """Binary lines end within a character here: join what is decoded into lines again."""
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    rest = ""
    for line in lines:
        *whole, rest = (rest + decoder.decode(line)).split("\n")
        yield from (f"{one}\n" for one in whole)
    if rest:
        yield rest
