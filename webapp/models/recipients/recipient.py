"""One contact in one campaign."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.domain.contacts import phone
from webapp.domain.contacts.address import short_user_id
from webapp.domain.messages import Message
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.models.base import Base, choice
from webapp.models.campaigns.campaign import Campaign
from webapp.models.contacts.contact import Contact
from webapp.models.message_column import MessageColumn


class Recipient(Base):
    """One contact in one campaign: the row that ensures that nobody gets a message twice."""

    __tablename__ = "campaign_recipients"
    __table_args__ = (
        UniqueConstraint("campaign_id", "phone_number"),
        UniqueConstraint("contact_id", "campaign_id"),
        Index(
            "ix_campaign_recipients_in_hand",
            "campaign_id",
            "batch_id",
            "contact_id",
            "in_service_window",
            postgresql_where=text("status IN ('queued', 'sending')"),
        ),
        Index(
            "ix_campaign_recipients_lease",
            "lease_until",
            postgresql_where=text("status = 'sending'"),
        ),
        Index(
            "ix_campaign_recipients_again",
            "campaign_id",
            "next_attempt_at",
            postgresql_where=text("status = 'pending' AND next_attempt_at IS NOT NULL"),
        ),
        Index(
            "ix_campaign_recipients_reasons",
            "campaign_id",
            "status",
            "error_code",
            "skip_reason",
            postgresql_include=["attempts", "contact_id", "decided_at"],
            postgresql_where=text(
                "status IN ('failed', 'skipped', 'unconfirmed') OR error_code IS NOT NULL"
            ),
        ),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index(None, "twin_contact_id", postgresql_where=text("twin_contact_id IS NOT NULL")),
        Index(None, "wamid", unique=True, postgresql_where=text("wamid IS NOT NULL")),
        Index(None, "campaign_id", "status", "position"),
        Index(None, "campaign_id", "position"),
        Index(
            "ix_campaign_recipients_by_zones",
            "campaign_id",
            "time_zones",
            "position",
            postgresql_where=text("status = 'pending' AND time_zones IS NOT NULL"),
        ),
        {"postgresql_with": {"fillfactor": "70"}},  # a row changes five times: room to do so
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    campaign_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="CASCADE")
    )
    contact_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("contacts.id", ondelete="SET NULL")
    )
    #: The contact of a second recipient in one campaign: two contacts who were both sent to, and
    #: then turned out to be one person.
    twin_contact_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("contacts.id", ondelete="SET NULL")
    )
    #: Follows the contact until the claim, and is then what the message was sent to. One who has
    #: no number is sent to by user id, which the claim reads from the contact and stores here.
    phone_number: Mapped[str | None]
    user_id: Mapped[str | None]
    #: The zones of the number, see `domain.contacts.phone_zones`; filled for quiet hours only.
    time_zones: Mapped[str | None]
    position: Mapped[int]  # the order in which recipients are sent to; from 1
    status: Mapped[RecipientStatus] = mapped_column(
        choice(RecipientStatus, "status"), default=RecipientStatus.PENDING
    )
    skip_reason: Mapped[SkipReason | None] = mapped_column(choice(SkipReason, "skip_reason"))
    #: Values given by the program that added the recipient; they win over attributes.
    given: Mapped[dict[str, Any] | None]
    #: The values of the message's variables, frozen when the campaign was activated.
    variables: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Which of the campaign's messages was sent, stored with the claim.
    message_version: Mapped[int | None] = mapped_column(SmallInteger)

    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_attempt_at: Mapped[datetime | None]
    batch_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey(
            "campaign_send_schedule.id",
            ondelete="SET NULL",
            deferrable=True,
            initially="DEFERRED",  # allocation stores the recipients first, then their batches
        )
    )
    claim_token: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None]
    #: Allocated or sent to while the contact's service window is open: exempt from the quota.
    in_service_window: Mapped[bool] = mapped_column(default=False, server_default=false())
    wamid: Mapped[str | None]
    error_code: Mapped[int | None]
    error_details: Mapped[str | None]  # what WhatsApp said, as it said it
    #: Our own text if WhatsApp gave no details.
    error_reason: Mapped[Message | None] = mapped_column(MessageColumn)

    queued_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    #: When WhatsApp reported that it holds the message back, to judge the first ones.
    held_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    #: When a user decided to leave an unconfirmed one as it is; it needs no further decision.
    decided_at: Mapped[datetime | None]
    #: What WhatsApp charges, by its receipts: "regular" is charged when delivered.
    pricing_type: Mapped[str | None]
    pricing_category: Mapped[str | None]
    #: `pricing` as it came with each receipt, by status.
    pricing: Mapped[dict[str, Any] | None]
    #: The outcomes of earlier attempts.
    history: Mapped[list[Any] | None]

    campaign: Mapped[Campaign] = relationship()
    contact: Mapped[Contact | None] = relationship(foreign_keys=[contact_id])

    @property
    def known_user_id(self) -> str | None:
        """Return the user id that the message was sent to, else the contact's present one."""
        return self.user_id or (self.contact.user_id if self.contact else None)

    @property
    def identifier(self) -> str:
        """Return the number with spaces; without one, what is known of the contact."""
        if self.phone_number:
            return phone.pretty(self.phone_number)
        return self.contact.identifier if self.contact else short_user_id(self.user_id or "")
