"""What was counted of many people."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class Count(Base):
    """The last count of one thing, stored so that no page waits for it.

    See `services.audiences.background_counts`.
    """

    __tablename__ = "counts"

    subject: Mapped[str] = mapped_column(primary_key=True)  # "draft 0198...", "audience 3"
    #: What the count depended on: where it is another now, the count is worth nothing.
    basis: Mapped[dict[str, Any]]
    found: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
