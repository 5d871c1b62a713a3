"""WhatsApp's discounts by volume."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class VolumeTier(Base):
    """The band of volume that an account has reached in a market, category and month."""

    __tablename__ = "volume_tiers"

    waba_id: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)  # a market of the rate card, as it came
    pricing_category: Mapped[str] = mapped_column(primary_key=True)
    effective_month: Mapped[str] = mapped_column(primary_key=True)  # 2026-11
    tier: Mapped[str] = mapped_column(primary_key=True)  # 25000001:50000000
    #: WhatsApp may report a tier more than once: the earliest time counts.
    reached_at: Mapped[datetime]
