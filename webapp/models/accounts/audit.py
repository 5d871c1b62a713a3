"""The audit log: which user or program did what."""

from typing import Any

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created

#: The words of an entry for the search; an address and an id are several words. It has the
#: parentheses that PostgreSQL adds, so that alembic sees no change of the index.
WORDS = (
    "to_tsvector('simple', translate("
    "(((((actor || ' ') || action) || ' ') || subject) || ' ') || details::text, "
    "'.@:/+-', '      '))"
)


class AuditEntry(Created, Base):
    """One action of a user or a program; never changed afterwards."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "subject", "id"),
        Index("ix_audit_log_words", text(WORDS), postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    actor: Mapped[str]  # an e-mail address, "token NAME" or "system"
    action: Mapped[str]  # "campaign.activate"
    subject: Mapped[str]  # "campaign 0198..."
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
