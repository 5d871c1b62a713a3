"""Meta's business portfolio, which owns the messaging limit, and who used it lately."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.translatable import N_
from webapp.models.base import Base, Created

#: What names begin with that nobody but we have given.
OURS = "Portfolio of "


class Portfolio(Created, Base):
    """All senders of one business; its row is the lock under which room is spent."""

    __tablename__ = "portfolios"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    #: Different people in any 24 hours; None where WhatsApp sets no limit.
    messaging_limit: Mapped[int | None] = mapped_column(default=250)
    #: People kept free for others who write from the same portfolio.
    reserve: Mapped[int] = mapped_column(default=0)

    @staticmethod
    def name_of(account: str) -> str:
        """Name the portfolio of an account for as long as nobody has named it."""
        return f"{OURS}{account}"

    @property
    def label(self) -> str:
        """The name for staff; one that we gave can be translated."""
        if not self.name.startswith(OURS):
            return self.name
        return N_("Portfolio of %(account)s", account=self.name.removeprefix(OURS))

    @property
    def people_a_day(self) -> int | None:
        """What campaigns may use of the limit."""
        if self.messaging_limit is None:
            return None
        return max(0, self.messaging_limit - self.reserve)


class QuotaUse(Base):
    """The room ledger: a person whom the portfolio wrote to, and when last.

    People who are queued or being sent to are not here yet; room counts them from their
    recipients, so that nothing has to be given back when a batch is called off.
    """

    __tablename__ = "quota_ledger"
    __table_args__ = (Index(None, "portfolio_id", "written_at"),)

    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"), primary_key=True)
    #: No foreign key: a person who is erased still counts until the window has passed.
    contact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    written_at: Mapped[datetime]
