"""The restore guard: the record that distinguishes this database from an older copy."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.messages import Message
from webapp.models.base import Base
from webapp.models.message_column import MessageColumn


class RestoreGuard(Base):
    """The only row of the table; while the guard is raised, nothing is sent."""

    __tablename__ = "restore_guard"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, default=1)
    #: The database's key in files and Redis; replaced when a user confirms a copy.
    key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    generation: Mapped[int] = mapped_column(BigInteger, default=1)
    advanced_at: Mapped[datetime]
    server: Mapped[str]
    raised_at: Mapped[datetime | None]
    raised_because: Mapped[Message | None] = mapped_column(MessageColumn)
