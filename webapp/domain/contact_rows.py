"""Contacts from a spreadsheet saved as CSV: each row a contact, or a reason why not."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from webapp.domain import phone
from webapp.domain.phone import InvalidPhone, Phone

#: Headings of the phone column, as they read in lower_snake; the first that is there counts.
PHONE_HEADINGS = (
    *("phone_number", "phone", "whatsapp", "whatsapp_number", "wa_id", "mobile", "mobile_number"),
    *("mobile_phone", "cell", "cell_phone", "cellphone", "telephone", "telephone_number", "tel"),
    *("phone_no", "contact_number", "msisdn", "number", "celular", "movil", "telefono"),
    *("numero_de_telefono", "telefone", "numero", "telephone_portable", "portable", "handy"),
    *("handynummer", "telefon", "telefonnummer", "cellulare", "nomor_hp", "no_hp", "telepon"),
)
NAME_HEADINGS = ("name", "full_name", "contact_name", "nombre", "nome", "nom", "nama")
SEPARATORS = ",;\t"
#: A longer cell has swallowed the rows below it.
LONGEST_CELL = 1000
OPEN_QUOTE = (
    "A quotation mark is out of place: this row, and perhaps rows below it, could not be read."
)


class BadFile(ValueError):
    """Nothing of the file can be used; str() says why and what to do."""


@dataclass(frozen=True)
class ContactRow:
    """A row with a number one can write to. Blank cells are no attributes."""

    row: int
    phone: Phone
    name: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that was left out, and why; the row's number is the spreadsheet's."""

    row: int
    phone_number: str
    reason: str


@dataclass(frozen=True)
class _Columns:
    headings: list[str]
    phone: int
    name: int | None


def read(lines: Iterable[str], default_country: str) -> Iterator[ContactRow | BadRow]:
    """Read the rows one by one, never the whole file at once; blank rows are passed over.

    Raises BadFile at once when there is no header, no phone column or nothing at all.
    Rows are numbered as the spreadsheet shows them, the header being row 1.
    """
    clean = (line.replace("\0", "") for line in lines)  # which no database can keep
    first = next(clean, "").removeprefix("\ufeff")
    separator = SEPARATORS[0]
    if told := re.fullmatch(r"sep=(.)\s*", first):  # Excel's own way of saying it
        separator, first = told[1], next(clean, "")
    elif first:
        separator = max(SEPARATORS, key=first.count)
    # Strict, or a quotation mark left open would swallow the rows below it without a word.
    table = csv.reader(chain([first], clean), delimiter=separator, strict=True)
    try:
        columns = _columns(next(table, []))
    except csv.Error:
        raise BadFile("The first row cannot be read: is a quotation mark out of place?") from None
    return _rows(table, columns, default_country)


def attribute_name(heading: str) -> str:
    """Turn a heading into an attribute's name.

    >>> attribute_name("Código Postal"), attribute_name("firstName")
    ('codigo_postal', 'first_name')
    """
    plain = unicodedata.normalize("NFKD", heading)
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain)
    return re.sub(r"\W+", "_", apart).strip("_").lower()


def _columns(cells: list[str]) -> _Columns:
    headings = [attribute_name(cell) for cell in cells]
    if not any(headings):
        raise BadFile("The file is empty: its first row should name the columns.")
    twice = next((one for one in headings if one and headings.count(one) > 1), None)
    if twice:
        raise BadFile(f"Two columns are called {twice}: rename or remove one of them.")
    phone_heading = next((one for one in PHONE_HEADINGS if one in headings), None)
    if phone_heading is None:
        raise BadFile(_no_phone_column(cells))
    name = next((one for one in NAME_HEADINGS if one in headings), None)
    return _Columns(
        headings, headings.index(phone_heading), None if name is None else headings.index(name)
    )


def _no_phone_column(cells: list[str]) -> str:
    if any(len(re.sub(r"\D", "", cell)) >= 7 for cell in cells):
        return (
            "The first row should name the columns, such as phone_number and name, "
            "but it holds a number."
        )
    found = ", ".join(cell.strip() for cell in cells if cell.strip())
    return f"No column is called phone_number. The columns are: {found[:200]}."


def _rows(
    table: Iterator[list[str]], columns: _Columns, default_country: str
) -> Iterator[ContactRow | BadRow]:
    row = 1
    while True:
        row += 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(row, "", OPEN_QUOTE)
            continue
        if any(map(str.strip, cells)):
            yield _row(row, cells, columns, default_country)


def _row(row: int, cells: list[str], columns: _Columns, country: str) -> ContactRow | BadRow:
    written = cells[columns.phone].strip() if columns.phone < len(cells) else ""
    if max(map(len, cells)) > LONGEST_CELL:
        return BadRow(row, written[:40], OPEN_QUOTE)
    if any(map(str.strip, cells[len(columns.headings) :])):
        return BadRow(row, written, "The row has more cells than there are headings.")
    try:
        number = phone.parse(written, country)
    except InvalidPhone as reason:
        return BadRow(row, written, str(reason))
    values = {
        heading: value
        for heading, cell in zip(columns.headings, cells, strict=False)
        if heading and (value := cell.strip())
    }
    del values[columns.headings[columns.phone]]
    name = "" if columns.name is None else values.pop(columns.headings[columns.name], "")
    return ContactRow(row, number, name, values)
