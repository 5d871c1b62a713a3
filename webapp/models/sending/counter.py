"""The campaigns' counters."""

import uuid
from datetime import date

from sqlalchemy import BigInteger, Identity, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class CampaignCounter(Base):
    """A change of a counter: `amount` more (or less) of `name`.

    A counter is the sum of its rows. A trigger on `campaign_recipients` adds them, so that no
    statement can forget to count; adding takes no lock that another worker might wait for. A
    tick replaces the rows of a counter with one. The first moments of a message (accepted,
    delivered, ...) are counted by day, in the campaign's zone; statuses have no day.
    """

    __tablename__ = "campaign_counters"
    __table_args__ = (
        Index(None, "campaign_id", "day", "name", postgresql_include=["amount"]),
        Index(
            "ix_campaign_counters_uncompacted",
            "campaign_id",
            "day",
            "name",
            postgresql_where=text("NOT is_compacted"),
        ),
        Index(
            "ix_campaign_counters_waiting",
            "campaign_id",
            postgresql_include=["amount"],
            postgresql_where=text("day IS NULL AND name IN ('pending', 'queued', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    campaign_id: Mapped[uuid.UUID]
    day: Mapped[date | None]
    name: Mapped[str]
    amount: Mapped[int]
    is_compacted: Mapped[bool] = mapped_column(server_default=false())
