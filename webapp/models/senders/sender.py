"""A business phone number to send from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.domain.messages import Message, coded
from webapp.domain.sending.routing import MarketingRoute, MarketingSettings, ProductPolicy
from webapp.models.base import Base, Created, choice
from webapp.models.encrypted import EncryptedText
from webapp.models.message_column import MessageColumn
from webapp.models.planning.portfolio import Portfolio


class SenderStatus(StrEnum):
    """Whether the number may send."""

    CONNECTED = "connected"
    STOPPED = "stopped"


class Sender(Created, Base):
    """One phone number of a portfolio, with its throughput and its key to the Cloud API."""

    __tablename__ = "senders"

    id: Mapped[int] = mapped_column(primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"), index=True)
    phone_number_id: Mapped[str] = mapped_column(unique=True)
    waba_id: Mapped[str]
    display_phone_number: Mapped[str] = mapped_column(default="")
    verified_name: Mapped[str] = mapped_column(default="")
    access_token: Mapped[str] = mapped_column(EncryptedText())
    messages_per_second: Mapped[int] = mapped_column(default=80)
    quality_rating: Mapped[str] = mapped_column(default="UNKNOWN")
    status: Mapped[SenderStatus] = mapped_column(
        choice(SenderStatus, "status"), default=SenderStatus.CONNECTED
    )
    stopped_reason: Mapped[Message | None] = mapped_column(MessageColumn)
    #: When WhatsApp's restriction ends automatically.
    stopped_until: Mapped[datetime | None]
    #: WhatsApp asked us to slow down: nothing is sent from this number before then.
    slowed_until: Mapped[datetime | None]
    synced_at: Mapped[datetime | None]

    # How this number sends marketing: as staff chose, and as WhatsApp describes the account.
    marketing_route: Mapped[MarketingRoute] = mapped_column(
        choice(MarketingRoute, "marketing_route"), default=MarketingRoute.AUTOMATIC
    )
    product_policy: Mapped[ProductPolicy | None] = mapped_column(
        choice(ProductPolicy, "product_policy")
    )
    activity_sharing: Mapped[bool | None]  # None for the account's own setting
    onboarding_status: Mapped[str | None]
    terms_status: Mapped[str | None]
    is_cloud_api_closed: Mapped[bool | None]  # to marketing

    portfolio: Mapped[Portfolio] = relationship()

    @property
    def label(self) -> str:
        """Return the name: "Demo Shop (+57 300 ...)"; before the first sync, the id."""
        if not self.display_phone_number:
            return coded("sending.phone_number_id", id=self.phone_number_id)
        return f"{self.verified_name} ({self.display_phone_number})"

    @property
    def marketing(self) -> MarketingSettings:
        """Return how the number sends marketing."""
        return MarketingSettings(
            self.marketing_route,
            self.product_policy,
            self.activity_sharing,
            self.onboarding_status,
            self.is_cloud_api_closed,
        )


class ServiceWindow(Base):
    """The 24 hours after a contact's last message, in which messages to them use no quota."""

    __tablename__ = "service_windows"

    sender_id: Mapped[int] = mapped_column(ForeignKey("senders.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    open_until: Mapped[datetime]
