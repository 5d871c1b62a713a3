"""Cached counts of many contacts."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class CachedCount(Base):
    """The last count of one thing, stored so that no page waits for it.

    See `services.audiences.background_counts`.
    """

    __tablename__ = "cached_counts"

    subject: Mapped[str] = mapped_column(primary_key=True)  # "draft 0198...", "audience 3"
    #: The basis of the count: if it has changed, the count is no longer valid.
    basis: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
