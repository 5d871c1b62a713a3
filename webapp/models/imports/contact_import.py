"""A file of contacts, from its upload to its result; see docs/decisions/0010-imports.md."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Identity, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.imports.status import AT_WORK, ImportStatus
from webapp.domain.messages import Message
from webapp.models.base import Base, Created, choice
from webapp.models.message_column import MessageColumn


class ContactImport(Created, Base):
    """One uploaded file and how far it is; its pages and jobs know nothing but this row."""

    __tablename__ = "contact_imports"
    __table_args__ = (Index(None, "status"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    #: What the form that handed it in was called, so that a second click finds the first.
    key: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    created_by: Mapped[str]
    status: Mapped[ImportStatus] = mapped_column(
        choice(ImportStatus, "status"), default=ImportStatus.UPLOADED
    )
    #: Why nothing of the file can be used.
    fault: Mapped[Message | None] = mapped_column(MessageColumn)
    #: What the first rows show: `domain.imports.column_map` says how.
    shape: Mapped[dict[str, Any]] = mapped_column(default=dict)
    columns: Mapped[list[Any]] = mapped_column(default=list)
    country: Mapped[str] = mapped_column(default="")  # of numbers without a code
    encoding: Mapped[str] = mapped_column(default="")  # "" where the file itself tells
    consent: Mapped[str] = mapped_column(default="")  # how these people agreed, in words

    checked_to: Mapped[int] = mapped_column(default=0)  # the last row that was looked at
    rows: Mapped[int] = mapped_column(default=0)  # with something in them, the header left out
    repeated: Mapped[int] = mapped_column(default=0)  # rows of a person who is in the file already
    rejected: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)  # people we knew, as of the check
    opted_out: Mapped[int] = mapped_column(default=0)  # of them
    countries: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)  # good rows of each
    in_sequence: Mapped[int] = mapped_column(default=0)  # numbers that only count upwards
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)  # people removed or put back by an undo

    worked_at: Mapped[datetime | None]  # when a job last came a step further
    started_at: Mapped[datetime | None]  # of the import itself; its contacts carry the moment
    finished_at: Mapped[datetime | None]

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def people(self) -> int:
        """Whom the file names: each person once."""
        return self.rows - self.rejected - self.repeated

    @property
    def imported(self) -> int:
        return self.created + self.updated + self.unchanged


class UploadPiece(Base):
    """A piece of the file. In the database, because no two processes need share a disk."""

    __tablename__ = "upload_pieces"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("contact_imports.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    piece: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """A good row as it was read; from the end of the check on, one for each person."""

    __tablename__ = "import_rows"

    #: No foreign keys here: a million of them would be asked for nothing.
    import_id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    phone_number: Mapped[str]
    match_key: Mapped[str]
    country: Mapped[str]
    name: Mapped[str]
    attributes: Mapped[dict[str, str]]


class ImportPortion(Base):
    """Rows that the check kept together, and that are imported together; gone once they are."""

    __tablename__ = "import_portions"

    import_id: Mapped[int] = mapped_column(primary_key=True)
    first_row: Mapped[int] = mapped_column(primary_key=True)
    last_row: Mapped[int]


class RejectedRow(Base):
    """A row that was left out, as it stands in the file, and why."""

    __tablename__ = "rejected_rows"

    import_id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    phone_number: Mapped[str]
    reason: Mapped[Message] = mapped_column(MessageColumn)

    @classmethod
    def has_number(cls, *numbers: str) -> ColumnElement[bool]:
        """Ask whether the row's number is one of these, however either is written."""
        wanted = [number.removeprefix("+") for number in numbers]
        return func.regexp_replace(cls.phone_number, r"\D", "", "g").in_(wanted)


class ImportedContact(Base):
    """A person whom a file named, and what they were before it; None for one who was new."""

    __tablename__ = "imported_contacts"

    contact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    import_id: Mapped[int] = mapped_column(primary_key=True)
    is_new: Mapped[bool]
    before: Mapped[dict[str, Any] | None]


class ContactAttribute(Base):
    """What kind of values an attribute holds, as the files that brought it said."""

    __tablename__ = "contact_attributes"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # see `domain.imports.cell_values`
