"""What each column of a file becomes: the phone number, the name, an attribute, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from webapp.domain.contacts.values import attribute_fault, attribute_name
from webapp.domain.imports import cell_values
from webapp.domain.imports.cell_values import Writing
from webapp.domain.imports.unpacking import BadFile
from webapp.domain.imports.uploads import Table
from webapp.domain.messages import coded
from webapp.domain.translatable import N_

#: Headings of the phone column, as they read in lower_snake; the first that is there counts.
PHONE_HEADINGS = (
    *("phone_number", "phone", "whatsapp", "whatsapp_number", "wa_id", "mobile", "mobile_number"),
    *("mobile_phone", "cell", "cell_phone", "cellphone", "telephone", "telephone_number", "tel"),
    *("phone_no", "contact_number", "msisdn", "number", "celular", "movil", "telefono"),
    *("numero_de_telefono", "telefone", "numero", "telephone_portable", "portable", "handy"),
    *("handynummer", "telefon", "telefonnummer", "cellulare", "nomor_hp", "no_hp", "telepon"),
)
NAME_HEADINGS = (
    *("name", "full_name", "contact_name", "customer_name", "nombre", "nombre_completo", "nome"),
    *("nome_completo", "nom", "nama", "customer", "client", "cliente", "contact", "contacto"),
)
#: What the file of rejected rows says behind the original columns; uploaded again, it is no news.
OUR_HEADINGS = ("Row in the first file", "Why it was left out")
MOST_COLUMNS = 200
SAMPLES = 3
LONGEST_SAMPLE = 60
#: Rows in which we look for samples.
LOOKED_AT = 50


class Target(StrEnum):
    """What a column becomes."""

    PHONE = "phone"
    NAME = "name"
    ATTRIBUTE = "attribute"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Column:
    """One column of the file, by its place, and what it becomes."""

    heading: str
    target: Target
    attribute: str = ""
    writing: Writing = Writing.TEXT


@dataclass(frozen=True)
class Shape:
    """What the first rows of a file show."""

    kind: str
    encoding: str
    separator: str
    headings: list[str]
    samples: list[list[str]]  # of each column

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Shape":
        """Read it as it was stored by `asdict`."""
        return cls(**stored)


def look(table: Table) -> Shape:
    """Read the headings and a few cells of each column. Raises BadFile."""
    headings = heading_row(table)
    samples: list[list[str]] = [[] for _ in headings]
    for _, cells in zip(range(LOOKED_AT), table.rows, strict=False):
        for found, cell in zip(samples, cells or [], strict=False):
            if len(found) < SAMPLES and cell.strip():
                found.append(_sample(cell.strip()))
    return Shape(table.kind, table.encoding, table.separator, headings, samples)


def _sample(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SAMPLE else f"{cell[: LONGEST_SAMPLE - 1]}…"


def heading_row(table: Table) -> list[str]:
    """Read the first row, which names the columns. Raises BadFile where it does not."""
    cells = next(table.rows, [])
    if cells is None:
        raise BadFile(coded("imports.first_row_unreadable"))
    if len(cells) > MOST_COLUMNS:
        raise BadFile(coded("imports.too_many_columns", columns=len(cells), most=MOST_COLUMNS))
    names = [attribute_name(cell) for cell in cells]
    if not any(names):
        raise BadFile(coded("imports.empty"))
    if any(len(re.sub(r"\D", "", cell)) >= 7 for cell in cells):
        raise BadFile(coded("imports.first_row_has_number"))
    twice = next((one for one in names if one and names.count(one) > 1), None)
    if twice:
        raise BadFile(coded("imports.columns_called_the_same", twice=twice))
    return [cell.strip() for cell in cells]


def guess(shape: Shape) -> list[Column]:
    """Propose what each column becomes; perhaps none is the phone number."""
    names = [attribute_name(heading) for heading in shape.headings]
    phone = next((one for one in PHONE_HEADINGS if one in names), None)
    name = next((one for one in NAME_HEADINGS if one in names), None)
    columns = []
    for heading, own, samples in zip(shape.headings, names, shape.samples, strict=True):
        if own and own in (phone, name):
            columns.append(Column(heading, Target.PHONE if own == phone else Target.NAME))
        elif own and heading not in OUR_HEADINGS:
            writing = Writing.TEXT if own in PHONE_HEADINGS else cell_values.guess(samples)
            columns.append(Column(heading, Target.ATTRIBUTE, own, writing))
        else:
            columns.append(Column(heading, Target.NOTHING))
    return columns


def fault(columns: Sequence[Column]) -> str:
    """Say what keeps the columns from being imported; "" where nothing does."""
    phones = [one for one in columns if one.target == Target.PHONE]
    attributes = [one.attribute for one in columns if one.target == Target.ATTRIBUTE]
    if len(phones) > 1:
        return N_(
            "The columns “%(one)s” and “%(other)s” cannot both be the phone number: choose one.",
            one=phones[0].heading,
            other=phones[1].heading,
        )
    if not phones:
        found = ", ".join(one.heading for one in columns if one.heading)
        return N_(
            "No column is called phone_number. The columns are: %(found)s.", found=found[:200]
        )
    if sum(one.target == Target.NAME for one in columns) > 1:
        return N_("Two columns cannot both be the name: choose one.")
    if refused := next(filter(None, map(attribute_fault, attributes)), ""):
        return refused
    twice = next((one for one in attributes if attributes.count(one) > 1), None)
    return N_("Two columns cannot both become %(twice)s: rename one.", twice=twice) if twice else ""


def dump(columns: Sequence[Column]) -> list[dict[str, str]]:
    """Write the columns as they are stored."""
    return [asdict(one) for one in columns]


def load(stored: Sequence[Mapping[str, str]]) -> list[Column]:
    """Read columns as they were stored."""
    return [
        Column(one["heading"], Target(one["target"]), one["attribute"], Writing(one["writing"]))
        for one in stored
    ]
