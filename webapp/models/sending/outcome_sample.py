"""What came of a campaign's messages lately."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, choice


class Channel(StrEnum):
    """How WhatsApp told it."""

    ANSWER = "answer"
    RECEIPT = "receipt"


class OutcomeSample(Base):
    """Outcomes that became known together: so many good ones, and failures by code.

    Rows are only added, so that no worker waits for another; the breaker reads the latest, and a
    campaign that is resumed begins anew.
    """

    __tablename__ = "outcome_samples"
    __table_args__ = (Index(None, "campaign_id", "channel", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    campaign_id: Mapped[uuid.UUID]
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    at: Mapped[datetime]
    good: Mapped[int]
    failures: Mapped[dict[str, int]] = mapped_column(JSONB())
