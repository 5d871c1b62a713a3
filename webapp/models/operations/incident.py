"""Incidents: problems that staff should know about."""

from datetime import datetime

from sqlalchemy import Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.messages import Message
from webapp.models.base import Base
from webapp.models.message_column import MessageColumn


class Incident(Base):
    """From its start to its end; one open incident for a subject and kind."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index(
            "uq_incidents_open",
            "kind",
            "subject",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]  # "sender_stopped", "template_paused", ...
    subject: Mapped[str]  # "sender 1"
    message: Mapped[Message] = mapped_column(MessageColumn)  # in plain words, with what to do
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
