"""Message templates approved by WhatsApp."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.campaigns.message_ttl import message_ttl, ttl_label
from webapp.domain.message_templates.category import Coming, coming_text
from webapp.domain.message_templates.variables import Variable, variables
from webapp.domain.messages import Message
from webapp.models.base import Base
from webapp.models.message_column import MessageColumn


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
    #: Why it has this status, if an event said so.
    status_details: Mapped[Message | None] = mapped_column(MessageColumn)
    #: The latest that WhatsApp has put into force; a coming one changes nothing before.
    category: Mapped[str]
    previous_category: Mapped[str | None]
    coming_category: Mapped[str | None]
    #: When the coming category is put into force, if WhatsApp says so.
    category_changes_at: Mapped[datetime | None]
    #: The moment of the latest event about the category.
    category_at: Mapped[datetime | None]
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
    def label(self) -> str:
        return f"{self.name} ({self.language})"

    @property
    def category_change(self) -> Message | None:
        """Return the sentence about a coming category; None if none is coming."""
        if self.coming_category is None:
            return None
        coming = Coming(self.coming_category, self.category_changes_at)
        return coming_text(self.label, self.category, coming)

    @property
    def ttl_label(self) -> Message:
        """Return for how long WhatsApp tries to deliver a message."""
        return ttl_label(message_ttl(self.send_ttl_seconds))

    @property
    def is_approved(self) -> bool:
        return self.status == "APPROVED"

    @property
    def variables(self) -> list[Variable]:
        return variables(self.components, self.parameter_format)
