"""An action on many contacts, recipients or campaigns at once."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.domain.operations.bulk import EXPORTS, BulkKind
from webapp.models.background.background_task import BackgroundTask, TaskState
from webapp.models.base import Base, Created, choice


class BulkAction(Created, Base):
    """A selection, the action on it, and its progress; the job needs nothing else."""

    __tablename__ = "bulk_actions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[BulkKind] = mapped_column(choice(BulkKind, "kind"))
    #: The selection, as a filter or as ids, and its other parameters.
    given: Mapped[dict[str, Any]]
    created_by: Mapped[str]
    people: Mapped[int]  # how many were selected when it was confirmed
    done: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)  # of them; the others needed no change
    finished_at: Mapped[datetime | None]
    #: The task that does it; deleted when all is done.
    task_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("background_tasks.id", ondelete="SET NULL"), index=True
    )
    task: Mapped[BackgroundTask | None] = relationship()

    @property
    def error(self) -> str:
        """Why it stopped before its end."""
        has_failed = self.task is not None and self.task.state == TaskState.FAILED
        return (self.task.error or "") if self.task and has_failed else ""

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None or bool(self.error)

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
