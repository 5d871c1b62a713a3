"""Message templates approved by WhatsApp."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.message_templates.variables import Variable, variables
from webapp.models.base import Base


class MessageTemplate(Base):
    """One language of a message template, as WhatsApp last described it."""

    __tablename__ = "message_templates"
    __table_args__ = (UniqueConstraint("waba_id", "name", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    waba_id: Mapped[str]
    provider_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    language: Mapped[str]
    status: Mapped[str]  # WhatsApp's own words: APPROVED, PAUSED, ...; new ones may come
    category: Mapped[str]
    parameter_format: Mapped[str] = mapped_column(default="POSITIONAL")
    quality: Mapped[str] = mapped_column(default="UNKNOWN")
    components: Mapped[list[Any]] = mapped_column(default=list)
    #: How long WhatsApp tries to deliver its messages, if that is not the default.
    send_ttl_seconds: Mapped[int | None]
    #: The moment before WhatsApp was asked for it last, without fractions of a second.
    synced_at: Mapped[datetime]
    #: The moment of the latest event about its status, if that is newer.
    status_at: Mapped[datetime | None]
    #: Until then WhatsApp refuses it, whatever its list says: its campaigns wait.
    refused_at: Mapped[datetime | None]

    @property
    def is_approved(self) -> bool:
        return self.status == "APPROVED"

    @property
    def variables(self) -> list[Variable]:
        return variables(self.components, self.parameter_format)
