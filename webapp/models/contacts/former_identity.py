"""Former numbers and user ids of contacts: replaced, or from before two contacts were merged."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.contacts import phone
from webapp.models.base import Base


class FormerIdentity(Base):
    """A number or user id that gets no messages any more, and still identifies its contact.

    The key is a number's match key, which has digits only, or a user id as WhatsApp writes it,
    which begins with letters.
    """

    __tablename__ = "former_identities"

    key: Mapped[str] = mapped_column(primary_key=True)
    phone_number: Mapped[str | None]  # of a number, with its plus sign
    contact_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("contacts.id", ondelete="CASCADE"), index=True
    )

    @property
    def label(self) -> str:
        """Return the number with spaces; a user id as WhatsApp writes it."""
        return phone.pretty(self.phone_number) if self.phone_number else self.key
