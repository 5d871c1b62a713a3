"""Clicks on links of our messages, and views of the pages they lead to."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class UserAction(Base):
    """One action as WhatsApp reports it, without the person; unique by what it says."""

    __tablename__ = "user_actions"
    __table_args__ = (
        Index(None, "occurred_at"),
        Index(None, "tracking_token", postgresql_where=text("tracking_token IS NOT NULL")),
        Index(None, "click_id", postgresql_where=text("click_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    #: WhatsApp's phone number id; the number may not be a sender of ours any more.
    phone_number_id: Mapped[str | None]
    kind: Mapped[str]  # marketing_messages_link_click, landing_page_view, or a newer one
    occurred_at: Mapped[datetime]
    click_id: Mapped[str | None]
    tracking_token: Mapped[str | None]
    component: Mapped[str | None]  # where the link was: cta, body
    #: The whole item as it came.
    details: Mapped[dict[str, Any]]
