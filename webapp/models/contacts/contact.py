"""Contacts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    """A person with one phone number, which may have several formats.

    The match key is the same for all formats of a number in Brazil, Mexico and Argentina, so
    that one person is one contact.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "ix_contacts_words",
            text(WORDS),
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 16_384},  # KB; larger: imports are quicker
        ),
        Index(None, "wa_id", postgresql_where=text("wa_id IS NOT NULL")),
        Index(None, "user_id", unique=True, postgresql_where=text("user_id IS NOT NULL")),
        Index(
            "ix_contacts_unsubscribed",
            "id",
            postgresql_where=text("subscription = 'unsubscribed'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    #: E.164; unique because its match key is, which is derived from it.
    phone_number: Mapped[str]
    match_key: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str]  # ISO 3166; "" if the number belongs to no country
    name: Mapped[str] = mapped_column(default="")
    attributes: Mapped[dict[str, str]] = mapped_column(default=dict)
    subscription: Mapped[Subscription] = mapped_column(
        choice(Subscription, "subscription"), default=Subscription.SUBSCRIBED
    )
    wa_id: Mapped[str | None]  # as WhatsApp returns it; may differ from the number
    user_id: Mapped[str | None]  # business-scoped user id
    updated_at: Mapped[datetime]

    consent_events: Mapped[list[ConsentEvent]] = relationship(
        primaryjoin="foreign(ConsentEvent.contact_id) == Contact.id",
        order_by=ConsentEvent.occurred_at.desc(),
        viewonly=True,
    )

    @property
    def is_subscribed(self) -> bool:
        return self.subscription == Subscription.SUBSCRIBED
