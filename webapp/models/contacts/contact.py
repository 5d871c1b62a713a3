"""Contacts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.domain.contacts import phone
from webapp.domain.contacts.address import Address, short_user_id
from webapp.models.base import Base, Created, choice
from webapp.models.contacts.consent import ConsentEvent

#: The words of the name and of the attributes, for the search of contacts.
#: See docs/decisions/0011-audience-indexes.md.
WORDS = "(to_tsvector('simple', name) || jsonb_to_tsvector('simple', attributes, '[\"string\"]'))"


class Subscription(StrEnum):
    """Whether the contact may get messages; derived from the consent events."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"


class Contact(Created, Base):
    """A person with a phone number, with WhatsApp's user id, or with both.

    The match key is the same for all formats of a number in Brazil, Mexico and Argentina, so
    that one person is one contact. See docs/decisions/0030-identity-of-a-person.md.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("phone_number IS NOT NULL OR user_id IS NOT NULL", "identity"),
        CheckConstraint("(phone_number IS NULL) = (match_key IS NULL)", "match_key"),
        Index(
            "ix_contacts_words",
            text(WORDS),
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 16_384},  # KB; larger: imports are quicker
        ),
        Index(None, "wa_id", postgresql_where=text("wa_id IS NOT NULL")),
        Index(None, "user_id", unique=True, postgresql_where=text("user_id IS NOT NULL")),
        Index(
            None,
            "parent_user_id",
            unique=True,
            postgresql_where=text("parent_user_id IS NOT NULL"),
        ),
        Index(None, "username", postgresql_where=text("username IS NOT NULL")),
        Index(
            "ix_contacts_unsubscribed",
            "id",
            postgresql_where=text("subscription = 'unsubscribed'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    #: E.164; unique because its match key is, which is derived from it.
    phone_number: Mapped[str | None]
    match_key: Mapped[str | None] = mapped_column(unique=True)
    #: ISO 3166: of the number, else of the user id; "" if neither belongs to a country.
    country: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    attributes: Mapped[dict[str, str]] = mapped_column(default=dict)
    subscription: Mapped[Subscription] = mapped_column(
        choice(Subscription, "subscription"), default=Subscription.SUBSCRIBED
    )
    wa_id: Mapped[str | None]  # as WhatsApp returns it; may differ from the number
    #: WhatsApp's business-scoped user id, and the id that linked portfolios share.
    user_id: Mapped[str | None]
    parent_user_id: Mapped[str | None]
    user_id_since: Mapped[datetime | None]  # when WhatsApp first used the present user id
    username: Mapped[str | None]  # without its @; may get another owner, so it identifies nobody
    updated_at: Mapped[datetime]

    consent_events: Mapped[list[ConsentEvent]] = relationship(
        primaryjoin="foreign(ConsentEvent.contact_id) == Contact.id",
        order_by=ConsentEvent.occurred_at.desc(),
        viewonly=True,
    )

    @property
    def address(self) -> Address:
        return Address(self.phone_number, self.user_id)

    @property
    def identifier(self) -> str:
        """Return the number with spaces; without one the username, else a short user id."""
        if self.phone_number:
            return phone.pretty(self.phone_number)
        return f"@{self.username}" if self.username else short_user_id(self.user_id or "")

    @property
    def label(self) -> str:
        """Return the name; without one the identifier."""
        return self.name or self.identifier

    @property
    def is_subscribed(self) -> bool:
        return self.subscription == Subscription.SUBSCRIBED
