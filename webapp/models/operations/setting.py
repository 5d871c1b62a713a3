"""Settings that administrators change in the browser."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class Setting(Base):
    """One setting by its name; without a row the default applies."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
