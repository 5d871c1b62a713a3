"""Recipients of one campaign given to a worker together on one day."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, choice
from webapp.models.campaigns.campaign import Campaign


class BatchStatus(StrEnum):
    """The status of a batch; a planned one has no recipients yet."""

    PLANNED = "planned"
    QUEUED = "queued"
    DONE = "done"


class Batch(Base):
    """A part of a campaign's day: planned ahead as one row, allocated as batches on the day."""

    __tablename__ = "campaign_send_schedule"
    __table_args__ = (
        UniqueConstraint("campaign_id", "send_date", "batch_number"),
        Index("ix_campaign_send_schedule_queued", "id", postgresql_where=text("status = 'queued'")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    campaign_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="CASCADE")
    )
    send_date: Mapped[date]  # in the campaign's zone
    batch_number: Mapped[int]  # from 1, within the day
    batch_size: Mapped[int]  # recipients
    status: Mapped[BatchStatus] = mapped_column(
        choice(BatchStatus, "status"), default=BatchStatus.PLANNED
    )
    queued_at: Mapped[datetime | None]
    #: When a worker last claimed recipients of it; a stalled one is enqueued again.
    worked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
