"""People who asked to be forgotten."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class Erasure(Base):
    """All that stays of a person who was erased: a keyed digest, so that no file brings them back.

    Without the key nobody learns a number from the table.
    """

    __tablename__ = "erasures"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    erased_at: Mapped[datetime]
