"""A saved selection of contacts."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created


class Audience(Created, Base):
    """A named filter over contacts; see `domain.audiences.audience_filter` for its shape."""

    __tablename__ = "audiences"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    filter: Mapped[dict[str, Any]] = mapped_column(default=dict)
