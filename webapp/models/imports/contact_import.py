"""An imported file of contacts, from upload to result; see docs/decisions/0010-imports.md."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Computed,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.imports.status import AT_WORK, ImportStatus
from webapp.domain.messages import Message
from webapp.models.base import Base, Created, choice
from webapp.models.message_column import MessageColumn


class ContactImport(Created, Base):
    """One uploaded file and its progress; pages and jobs communicate through this row."""

    __tablename__ = "contact_imports"
    __table_args__ = (Index(None, "status"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    #: The key of the form that uploaded it, so that a second click finds the first import.
    key: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    created_by: Mapped[str]
    status: Mapped[ImportStatus] = mapped_column(
        choice(ImportStatus, "status"), default=ImportStatus.UPLOADED
    )
    #: Why the file cannot be used.
    fault: Mapped[Message | None] = mapped_column(MessageColumn)
    #: The format, headings and samples; see `domain.imports.column_map`.
    shape: Mapped[dict[str, Any]] = mapped_column(default=dict)
    columns: Mapped[list[Any]] = mapped_column(default=list)
    country: Mapped[str] = mapped_column(default="")  # of numbers without a code
    encoding: Mapped[str] = mapped_column(default="")  # "" if the file itself shows it
    consent: Mapped[str] = mapped_column(default="")  # how these contacts agreed, as text

    rows: Mapped[int] = mapped_column(default=0)  # without blank rows and the header
    repeated: Mapped[int] = mapped_column(default=0)  # rows of contacts already in the file
    rejected: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)  # contacts that existed at the time of the check
    opted_out: Mapped[int] = mapped_column(default=0)  # of them
    countries: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)  # good rows of each
    in_sequence: Mapped[int] = mapped_column(default=0)  # the longest run of consecutive numbers
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)  # contacts deleted or restored by an undo

    #: The task that checks, imports or undoes; deleted when it is done.
    task_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("background_tasks.id", ondelete="SET NULL"), index=True
    )
    started_at: Mapped[datetime | None]  # of the import itself; its contacts have the same time
    finished_at: Mapped[datetime | None]

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def contacts(self) -> int:
        """Return the number of contacts in the file, each counted once."""
        return self.rows - self.rejected - self.repeated

    @property
    def imported(self) -> int:
        return self.created + self.updated + self.unchanged


class UploadPiece(Base):
    """A piece of the file, in the database because processes may not share a disk."""

    __tablename__ = "upload_pieces"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("contact_imports.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    piece: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """A valid row as it was read; after the check, one for each contact."""

    __tablename__ = "import_rows"

    #: No foreign keys: checking a million of them would take time without benefit.
    import_id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    phone_number: Mapped[str | None]
    match_key: Mapped[str | None]
    user_id: Mapped[str | None]
    #: The same in all rows of one contact: the match key, else the user id.
    key: Mapped[str] = mapped_column(Computed("coalesce(match_key, user_id)", persisted=True))
    country: Mapped[str]
    name: Mapped[str]
    attributes: Mapped[dict[str, str]]


class ImportBatch(Base):
    """Rows that are imported in one transaction, which also deletes this row."""

    __tablename__ = "import_batches"

    import_id: Mapped[int] = mapped_column(primary_key=True)
    first_row: Mapped[int] = mapped_column(primary_key=True)
    last_row: Mapped[int]


class RejectedRow(Base):
    """A rejected row, as it is in the file, and the reason."""

    __tablename__ = "rejected_rows"

    import_id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    phone_number: Mapped[str]  # as it is written; the user id where there is no number
    reason: Mapped[Message] = mapped_column(MessageColumn)

    @classmethod
    def names(cls, *keys: str) -> ColumnElement[bool]:
        """Return the condition that the row has one of these numbers, in any format, or user ids.

        The number's match key counts as number, too.
        """
        user_ids = [key for key in keys if not key.removeprefix("+").isdecimal()]
        digits = [key.removeprefix("+") for key in keys if key not in user_ids]
        has_number = func.regexp_replace(cls.phone_number, r"\D", "", "g").in_(digits)
        has_user_id: ColumnElement[bool] = cls.cells.overlap(user_ids)
        return has_number | has_user_id


class ImportedContact(Base):
    """A contact in a file, and its values before the import; None for a new one."""

    __tablename__ = "imported_contacts"

    contact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    import_id: Mapped[int] = mapped_column(primary_key=True)
    is_new: Mapped[bool]
    before: Mapped[dict[str, Any] | None]


class ContactAttribute(Base):
    """The kind of values of an attribute, as stated in its files."""

    __tablename__ = "contact_attributes"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # see `domain.imports.cell_values`
