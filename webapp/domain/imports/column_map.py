"""What each column of a file becomes: an id of the contact, the name, an attribute, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from webapp.domain.contacts.address import USER_ID
from webapp.domain.contacts.values import attribute_fault, attribute_name
from webapp.domain.imports import cell_values
from webapp.domain.imports.cell_values import Writing
from webapp.domain.imports.unpacking import BadFile
from webapp.domain.imports.uploads import Table
from webapp.domain.messages import coded
from webapp.domain.translatable import N_

#: Headings of the phone column in snake case; the first one in the file counts.
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
#: Headings of the column with WhatsApp's user ids. Other systems call their own ids user_id, so the
#: cells have to look like one of WhatsApp's; with such cells, any heading will do.
USER_ID_HEADINGS = (
    *("whatsapp_user_id", "wa_user_id", "business_scoped_user_id", "bsuid", "whatsapp_bsuid"),
    *("user_id", "recipient", "recipient_user_id", "from_user_id"),
)
#: The first columns of our own file of contacts; those that a file can't set are ignored.
EXPORT_HEADINGS = (
    *("phone_number", "name", "country", "subscription", "known_since", "user_id", "username"),
)
NOT_IMPORTED = ("country", "subscription", "known_since", "username")
#: Columns that we add to the file of rejected rows; they are ignored when it is uploaded again.
OUR_HEADINGS = ("Row in the first file", "Why it was left out")
MAX_COLUMNS = 200
SAMPLES_PER_COLUMN = 3
MAX_SAMPLE_LENGTH = 60
#: Rows that are searched for samples.
SAMPLED_ROWS = 50


class Target(StrEnum):
    """The use of a column."""

    PHONE = "phone"
    USER_ID = "user_id"
    NAME = "name"
    ATTRIBUTE = "attribute"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Column:
    """One column of the file, and its use."""

    heading: str
    target: Target
    attribute: str = ""
    writing: Writing = Writing.TEXT


@dataclass(frozen=True)
class Shape:
    """The format, headings and samples of a file, read from its first rows."""

    kind: str
    encoding: str
    separator: str
    headings: list[str]
    samples: list[list[str]]  # of each column

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Shape":
        """Return a shape that was stored by `asdict`."""
        return cls(**stored)


def read_shape(table: Table) -> Shape:
    """Return the headings and a few cells of each column. Raises BadFile."""
    headings = heading_row(table)
    samples: list[list[str]] = [[] for _ in headings]
    for _, cells in zip(range(SAMPLED_ROWS), table.rows, strict=False):
        for column_samples, cell in zip(samples, cells or [], strict=False):
            if len(column_samples) < SAMPLES_PER_COLUMN and cell.strip():
                column_samples.append(_sample(cell.strip()))
    return Shape(table.kind, table.encoding, table.separator, headings, samples)


def _sample(cell: str) -> str:
    return cell if len(cell) <= MAX_SAMPLE_LENGTH else f"{cell[: MAX_SAMPLE_LENGTH - 1]}…"


def heading_row(table: Table) -> list[str]:
    """Return the first row, which names the columns. Raises BadFile where it does not."""
    cells = next(table.rows, [])
    if cells is None:
        raise BadFile(coded("imports.first_row_unreadable"))
    if len(cells) > MAX_COLUMNS:
        raise BadFile(coded("imports.too_many_columns", columns=len(cells), most=MAX_COLUMNS))
    names = [attribute_name(cell) for cell in cells]
    if not any(names):
        raise BadFile(coded("imports.empty"))
    if any(len(re.sub(r"\D", "", cell)) >= 7 for cell in cells):
        raise BadFile(coded("imports.first_row_has_number"))
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise BadFile(coded("imports.columns_called_the_same", twice=twice))
    return [cell.strip() for cell in cells]


def guess(shape: Shape) -> list[Column]:
    """Return a proposal for what each column becomes; there may be no phone number."""
    names = [attribute_name(heading) for heading in shape.headings]
    phone = next((heading for heading in PHONE_HEADINGS if heading in names), None)
    name = next((heading for heading in NAME_HEADINGS if heading in names), None)
    found = {phone: Target.PHONE, name: Target.NAME}
    found |= {_user_id_heading(names, shape.samples, found): Target.USER_ID}
    ours = NOT_IMPORTED if tuple(names[: len(EXPORT_HEADINGS)]) == EXPORT_HEADINGS else ()
    columns = []
    for heading, own, samples in zip(shape.headings, names, shape.samples, strict=True):
        if own and own in found:
            columns.append(Column(heading, found[own]))
        elif own and heading not in OUR_HEADINGS and own not in ours:
            writing = Writing.TEXT if own in PHONE_HEADINGS else cell_values.guess(samples)
            columns.append(Column(heading, Target.ATTRIBUTE, own, writing))
        else:
            columns.append(Column(heading, Target.NOTHING))
    return columns


def _user_id_heading(
    names: Sequence[str], samples: Sequence[Sequence[str]], taken: Mapping[str | None, Target]
) -> str | None:
    """Return the heading of the user ids: by its cells, or by its name if they are empty."""
    free = {own: cells for own, cells in zip(names, samples, strict=True) if own not in taken}
    known = [own for own in USER_ID_HEADINGS if own in free]
    candidates = [own for own in known if any(map(USER_ID.fullmatch, free[own]))]
    candidates += [own for own in free if free[own] and all(map(USER_ID.fullmatch, free[own]))]
    candidates += [own for own in known if not free[own]]
    return next(iter(candidates), None)


def find_fault(columns: Sequence[Column]) -> str:
    """Return why the columns cannot be imported; "" where they can."""
    attributes = [column.attribute for column in columns if column.target == Target.ATTRIBUTE]
    if fault := _id_fault(columns):
        return fault
    if sum(column.target == Target.NAME for column in columns) > 1:
        return N_("Two columns cannot both be the name: choose one.")
    if fault := next(filter(None, map(attribute_fault, attributes)), ""):
        return fault
    twice = next((name for name in attributes if attributes.count(name) > 1), None)
    return N_("Two columns cannot both become %(twice)s: rename one.", twice=twice) if twice else ""


def _id_fault(columns: Sequence[Column]) -> str:
    """Return what is wrong with the columns of the phone numbers and the user ids."""
    phones = [column.heading for column in columns if column.target == Target.PHONE]
    user_ids = [column.heading for column in columns if column.target == Target.USER_ID]
    if len(phones) > 1:
        return N_(
            "The columns “%(one)s” and “%(other)s” cannot both be the phone number: choose one.",
            one=phones[0],
            other=phones[1],
        )
    if len(user_ids) > 1:
        return N_(
            "The columns “%(one)s” and “%(other)s” cannot both be the user id: choose one.",
            one=user_ids[0],
            other=user_ids[1],
        )
    if phones or user_ids:
        return ""
    headings = ", ".join(column.heading for column in columns if column.heading)
    return N_("No column is called phone_number. The columns are: %(found)s.", found=headings[:200])


def dump(columns: Sequence[Column]) -> list[dict[str, str]]:
    """Return the columns as they are stored."""
    return [asdict(column) for column in columns]


def load(stored: Sequence[Mapping[str, str]]) -> list[Column]:
    """Return columns that were stored by `dump`."""
    return [
        Column(row["heading"], Target(row["target"]), row["attribute"], Writing(row["writing"]))
        for row in stored
    ]
