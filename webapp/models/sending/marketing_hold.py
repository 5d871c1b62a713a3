"""Contacts for whom WhatsApp has just held a marketing message back."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class MarketingHold(Base):
    """A contact who gets no marketing from any campaign for a while.

    WhatsApp counts messages from all businesses to the person, so the hold is for all portfolios.
    """

    __tablename__ = "marketing_holds"

    #: No foreign key: whoever stores an outcome must not wait for a locked contact.
    contact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    held_until: Mapped[datetime]
