"""Long work that someone waits for."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, choice


class TaskStatus(StrEnum):
    """How far the work is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Task(Created, Base):
    """One piece of long work and its result."""

    __tablename__ = "tasks"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[str]
    status: Mapped[TaskStatus] = mapped_column(
        choice(TaskStatus, "status"), default=TaskStatus.WAITING
    )
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]
