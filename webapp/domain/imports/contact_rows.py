"""Rows of a table as contacts: each one valid, or rejected with a reason."""

from collections.abc import Callable, Iterator, Sequence
from itertools import dropwhile, groupby
from operator import sub
from typing import NamedTuple

from webapp.domain.contacts import contact_ids
from webapp.domain.contacts.contact_ids import ContactIds, InvalidUserId
from webapp.domain.contacts.phone import InvalidPhone
from webapp.domain.contacts.values import LONGEST_VALUE, name_fault
from webapp.domain.imports.cell_values import READERS, BadValue
from webapp.domain.imports.column_map import Column, Target
from webapp.domain.message_templates.sources import NAME
from webapp.domain.messages import Message, coded

TOO_WIDE = coded("imports.too_wide")
HEADINGS_AGAIN = coded("imports.headings_again")
FORGOTTEN = coded("imports.asked_to_be_forgotten")
OPEN_QUOTE = coded("imports.open_quote")
NO_IDS = coded("contacts.ids_missing")
NO_USER_ID = coded("contacts.user_id_missing")


class ContactRow(NamedTuple):
    """A row with a valid number or user id. Blank cells do not become attributes."""

    row: int
    ids: ContactIds
    name: str
    attributes: dict[str, str]


class BadRow(NamedTuple):
    """A rejected row, as it is in the file, and the reason.

    `phone_number` is what was written as number; the user id where that is empty.
    """

    row: int
    cells: list[str]
    phone_number: str
    reason: Message


Attribute = tuple[int, str, Callable[[str], str] | None]


class Reader:
    """Turns rows into contacts by the mapping of the columns."""

    def __init__(self, columns: Sequence[Column], country: str) -> None:
        positions = {column.target: position for position, column in enumerate(columns)}
        self.columns = len(columns)
        self.headings = [column.heading for column in columns]
        self.country = country
        self.phone = positions.get(Target.PHONE)
        self.user_id = positions.get(Target.USER_ID)
        self.name = positions.get(Target.NAME)
        self.attributes: list[Attribute] = [
            (position, column.attribute, READERS[column.writing])
            for position, column in enumerate(columns)
            if column.target == Target.ATTRIBUTE
        ]

    def read(
        self, records: Iterator[list[str] | None], after: int = 1
    ) -> Iterator[ContactRow | BadRow]:
        """Yield the records after the header, one by one, beginning after the row `after`.

        Rows are numbered as in a spreadsheet, with the header as row 1; blank rows are skipped.
        """
        numbered = dropwhile(lambda record: record[0] <= after, enumerate(records, 2))
        for row, cells in numbered:
            if cells is None:
                yield BadRow(row, [], "", OPEN_QUOTE)
            elif any(map(str.strip, cells)):
                yield self._row(row, cells)

    def _row(self, row: int, cells: list[str]) -> ContactRow | BadRow:
        written, user_id = _cell(cells, self.phone), _cell(cells, self.user_id)
        if fault := self._fault(cells):
            return BadRow(row, _cut(cells), (written or user_id)[:40], fault)
        try:
            return ContactRow(
                row, self._ids(written, user_id), self._name(cells), self._values(cells)
            )
        except (InvalidPhone, InvalidUserId, BadValue) as error:
            return BadRow(row, cells, written or user_id, error.message)

    def _ids(self, written: str, user_id: str) -> ContactIds:
        if not written and not user_id and self.user_id is not None:
            raise BadValue(NO_IDS if self.phone is not None else NO_USER_ID)
        return contact_ids.read(written, user_id, self.country)

    def _fault(self, cells: list[str]) -> Message | None:
        if max(map(len, cells)) > LONGEST_VALUE:  # it contains the rows below it
            return OPEN_QUOTE
        if len(cells) > self.columns and any(map(str.strip, cells[self.columns :])):
            return TOO_WIDE
        if cells[0].strip() == self.headings[0] and list(map(str.strip, cells)) == self.headings:
            return HEADINGS_AGAIN
        return None

    def _name(self, cells: list[str]) -> str:
        if self.name is None or self.name >= len(cells):
            return ""
        name = cells[self.name].strip()
        if fault := name_fault(name):
            raise _named(NAME, BadValue(fault))
        return name

    def _values(self, cells: list[str]) -> dict[str, str]:
        values = {}
        for position, name, reader in self.attributes:
            if position < len(cells) and (value := cells[position].strip()):
                try:
                    values[name] = reader(value) if reader else value
                except BadValue as error:
                    raise _named(name, error) from None
        return values


def _cell(cells: list[str], position: int | None) -> str:
    return cells[position].strip() if position is not None and position < len(cells) else ""


def _named(attribute: str, error: BadValue) -> BadValue:
    field = attribute.replace("_", " ").capitalize()
    return BadValue(coded("imports.wrong_value", field=field, why=error.message))


def _cut(cells: list[str]) -> list[str]:
    """Return the cells without the rows that an open quotation mark has added to them."""
    return [cell[:LONGEST_VALUE] for cell in cells]


def longest_run(numbers: Sequence[int]) -> int:
    """Return the length of the longest run of consecutive numbers, which are probably made up.

    >>> longest_run([7, 8, 9, 4, 5]), longest_run([])
    (3, 0)
    """
    steps = groupby(map(sub, numbers[1:], numbers))
    longest = max((len(list(same)) for step, same in steps if step == 1), default=0)
    return longest + 1 if numbers else 0
