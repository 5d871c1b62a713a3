"""The bodies of WhatsApp's webhook, unchanged."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.messages import Message
from webapp.models.base import Base
from webapp.models.message_column import MessageColumn


class WebhookEvent(Base):
    """One signed body, stored before it is read; unique by its digest."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        Index("ix_webhook_events_waiting", "id", postgresql_where=text("drained_at IS NULL")),
        Index(None, "received_at"),
        Index("ix_webhook_events_faulty", "id", postgresql_where=text("fault IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    drained_at: Mapped[datetime | None]
    #: The items that could not be read or applied.
    fault: Mapped[Message | None] = mapped_column(MessageColumn)
    #: How often applying it failed, and when it is tried again.
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    next_try_at: Mapped[datetime | None]


class ParkedReceipt(Base):
    """A receipt for a message that we do not know yet; tried again until it is too old.

    An abandoned one is shown to staff until its body is deleted.
    """

    __tablename__ = "parked_receipts"
    __table_args__ = (
        Index(
            "ix_parked_receipts_waiting",
            "next_try_at",
            postgresql_where=text("given_up_at IS NULL"),
        ),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("webhook_events.id", ondelete="CASCADE"))
    receipt: Mapped[dict[str, Any]]
    parked_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]

    @property
    def occurred_at(self) -> datetime:
        """Return when it happened, according to WhatsApp."""
        return datetime.fromisoformat(self.receipt["at"])
