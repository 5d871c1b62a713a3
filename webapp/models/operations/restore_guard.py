"""What tells this database from an older copy of itself."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.messages import Message
from webapp.models.base import Base
from webapp.models.message_column import MessageColumn


class RestoreGuard(Base):
    """The one row of it; while it is raised, nothing is sent."""

    __tablename__ = "restore_guard"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, default=1)
    #: Names the database outside of it; another one once someone has confirmed a copy.
    key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    generation: Mapped[int] = mapped_column(BigInteger, default=1)
    advanced_at: Mapped[datetime]
    server: Mapped[str]
    raised_at: Mapped[datetime | None]
    raised_because: Mapped[Message | None] = mapped_column(MessageColumn)
