"""Contacts who asked to be erased."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class Erasure(Base):
    """A keyed digest, all that is left of an erased contact: nothing can add them again.

    There is one for each number and user id. Without the key the table reveals none of them.
    """

    __tablename__ = "erasures"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    erased_at: Mapped[datetime]
