"""Replies: messages from contacts."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.domain.contacts import phone
from webapp.domain.contacts.address import short_user_id
from webapp.domain.messages import Message
from webapp.models.base import Base, choice
from webapp.models.campaigns.campaign import Campaign
from webapp.models.contacts.contact import Contact
from webapp.models.message_column import MessageColumn


class ReplyEffect(StrEnum):
    """The effect of the reply."""

    NOTHING = "nothing"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"
    TO_REVIEW = "to_review"  # nearly a STOP: staff decide


class Reply(Base):
    """One inbound message; unique by WhatsApp's message id."""

    __tablename__ = "replies"
    __table_args__ = (
        Index(None, "received_at", "id"),
        Index(None, "contact_id", "received_at"),
        Index("ix_replies_to_review", "id", postgresql_where=text("effect = 'to_review'")),
        Index(None, "campaign_id", postgresql_where=text("campaign_id IS NOT NULL")),
        Index("ix_replies_orphans", "user_id", postgresql_where=text("contact_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    wamid: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("contacts.id", ondelete="CASCADE")
    )
    campaign_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="SET NULL")
    )
    sender_phone: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")  # in the profile; else the @username
    kind: Mapped[str]  # text, button, image, ...: WhatsApp's own terms
    text: Mapped[str] = mapped_column(default="")
    #: Our own text if the row records an event instead of a message.
    note: Mapped[Message | None] = mapped_column(MessageColumn)
    #: The payload of a button, in addition to its text; of a changed identity the new user id.
    payload: Mapped[str | None]
    #: WhatsApp's user id of the sender, or the parent id if that is all there is.
    user_id: Mapped[str | None]
    #: The text of our automatic reply.
    auto_reply: Mapped[str | None]
    effect: Mapped[ReplyEffect] = mapped_column(choice(ReplyEffect, "effect"))
    received_at: Mapped[datetime]
    #: Written or tapped by the contact; False for a deleted message, a preference, a notice.
    is_answer: Mapped[bool] = mapped_column(default=True, server_default=true())

    contact: Mapped[Contact | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()

    @property
    def sender_label(self) -> str:
        """Return the name, number, username or short id of a sender who is no contact."""
        if self.sender_name or not self.sender_phone:
            return self.sender_name or short_user_id(self.user_id or "")
        return phone.pretty(f"+{self.sender_phone}")
