"""Former numbers of contacts, from before two contacts were merged."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class FormerNumber(Base):
    """A number that gets no messages any more, and that still identifies its contact."""

    __tablename__ = "former_numbers"

    match_key: Mapped[str] = mapped_column(primary_key=True)
    phone_number: Mapped[str]
    contact_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("contacts.id", ondelete="CASCADE"), index=True
    )
