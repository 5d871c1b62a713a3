"""Calls of the API that are not done twice."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class IdempotentCall(Base):
    """The first response to an Idempotency-Key, stored together with what the call did."""

    __tablename__ = "idempotent_calls"

    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary)  # SHA-256 of path and body
    status: Mapped[int] = mapped_column(SmallInteger)
    location: Mapped[str | None]
    body: Mapped[str]  # JSON
    created_at: Mapped[datetime] = mapped_column(index=True)
