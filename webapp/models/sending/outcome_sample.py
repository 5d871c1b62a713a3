"""The latest outcomes of a campaign's messages."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, choice


class Channel(StrEnum):
    """The source of the outcome."""

    RESPONSE = "response"
    RECEIPT = "receipt"


class OutcomeSample(Base):
    """Outcomes that became known together: the number of good ones, and failures by code.

    Rows are only added, so that no worker waits for another. The circuit breaker reads the latest;
    those of a campaign that is resumed are deleted.
    """

    __tablename__ = "outcome_samples"
    __table_args__ = (Index(None, "campaign_id", "channel", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    campaign_id: Mapped[uuid.UUID]
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    at: Mapped[datetime]
    good: Mapped[int]
    failures: Mapped[dict[str, int]] = mapped_column(JSONB())
