"""Meta's business portfolio, which owns the messaging limit, and its recent use."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.translatable import N_
from webapp.models.base import Base, Created

#: The prefix of default names.
DEFAULT_NAME_PREFIX = "Portfolio of "


class Portfolio(Created, Base):
    """All senders of one business; its row is the lock under which quota is used."""

    __tablename__ = "portfolios"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    #: Different contacts in any 24 hours; None where WhatsApp sets no limit.
    messaging_limit: Mapped[int | None] = mapped_column(default=250)
    #: The part of it that is kept free for other programs with the same portfolio.
    reserve: Mapped[int] = mapped_column(default=0)

    @staticmethod
    def default_name(account: str) -> str:
        """Return the default name of an account's portfolio."""
        return f"{DEFAULT_NAME_PREFIX}{account}"

    @property
    def label(self) -> str:
        """Return the name for staff; a default name can be translated."""
        if not self.name.startswith(DEFAULT_NAME_PREFIX):
            return self.name
        return N_("Portfolio of %(account)s", account=self.name.removeprefix(DEFAULT_NAME_PREFIX))

    @property
    def quota(self) -> int | None:
        """Return how much of the limit campaigns may use in 24 hours."""
        if self.messaging_limit is None:
            return None
        return max(0, self.messaging_limit - self.reserve)


class QuotaUse(Base):
    """The quota ledger: a contact that the portfolio wrote to, and when last.

    Recipients who are queued or being sent to are not here yet; the quota counts them from their
    own rows, so that nothing has to be released when a batch is cancelled.
    """

    __tablename__ = "quota_ledger"
    __table_args__ = (Index(None, "portfolio_id", "written_at"),)

    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"), primary_key=True)
    #: No foreign key: a contact who is erased still counts until the window has passed.
    contact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    written_at: Mapped[datetime]
