"""Consent events: who opted in or out, when, how and in which words."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.messages import Message
from webapp.models.base import Base, choice
from webapp.models.message_column import MessageColumn


class ConsentEvent(Base):
    """One opt-in or opt-out; never changed afterwards."""

    __tablename__ = "consent_events"
    __table_args__ = (
        Index(None, "contact_id", "occurred_at"),
        Index("ix_consent_events_opt_outs", "id", postgresql_where=text("kind = 'opt_out'")),
        Index(None, "campaign_id", postgresql_where=text("campaign_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    #: No foreign key, which costs as much as the row; a trigger deletes the events of a deleted
    #: contact. See docs/decisions/0010-imports.md.
    contact_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[ConsentKind] = mapped_column(choice(ConsentKind, "kind"))
    source: Mapped[ConsentSource] = mapped_column(choice(ConsentSource, "source"))
    actor: Mapped[str]  # who recorded it: an e-mail address, "token NAME", "webhook"
    words: Mapped[str] = mapped_column(default="")  # as the person wrote, or staff's reason
    #: Our own text if nobody wrote anything.
    reason: Mapped[Message | None] = mapped_column(MessageColumn)
    campaign_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="SET NULL")
    )
    occurred_at: Mapped[datetime]
