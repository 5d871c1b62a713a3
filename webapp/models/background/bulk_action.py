"""Something that is done to many people at once."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.operations.bulk import EXPORTS, BulkKind
from webapp.models.base import Base, Created, choice
from webapp.models.translatable_text import TranslatableText


class BulkAction(Created, Base):
    """Whom someone chose, what is done to them, and how far it is; its job knows nothing else."""

    __tablename__ = "bulk_actions"
    __table_args__ = (
        Index("ix_bulk_actions_open", "worked_at", postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[BulkKind] = mapped_column(choice(BulkKind, "kind"))
    #: Whom it concerns, as a filter or as ids, and what it needs besides.
    given: Mapped[dict[str, Any]]
    created_by: Mapped[str]
    people: Mapped[int]  # who were chosen, when it was confirmed
    done: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)  # of them; the others were so already
    after: Mapped[int] = mapped_column(BigInteger, default=0)  # the last of those done
    worked_at: Mapped[datetime]  # when a job last came a step further
    finished_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(TranslatableText, default="")  # why it ended before its end

    @property
    def is_export(self) -> bool:
        return self.kind in EXPORTS


class BulkPiece(Base):
    """A piece of the file that an export makes; no two processes need share a disk."""

    __tablename__ = "bulk_pieces"

    action_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("bulk_actions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    piece: Mapped[bytes] = mapped_column(LargeBinary)
