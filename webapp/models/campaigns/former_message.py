"""The messages that a campaign sent before its message was replaced."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class FormerMessage(Base):
    """A message that was frozen with a campaign until its template changed at WhatsApp."""

    __tablename__ = "former_messages"

    campaign_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    components: Mapped[list[Any]]
    variables: Mapped[dict[str, Any]]
    replaced_at: Mapped[datetime]
