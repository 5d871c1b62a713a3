"""What WhatsApp's webhook sends and the product does not use yet."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class UnusedItem(Base):
    """A field, or a key in it, and how often it came; its last body is an example of it."""

    __tablename__ = "unused_webhook_items"

    #: The field, or the way to the key: "calls", "messages.statuses.new_key".
    name: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int] = mapped_column(BigInteger)
    last_received_at: Mapped[datetime]
    last_event_id: Mapped[int | None] = mapped_column(
        ForeignKey("webhook_events.id", ondelete="SET NULL"), index=True
    )
