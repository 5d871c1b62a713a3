"""One object of each kind that has a page, by its name in addresses."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from webapp.domain.imports.status import ImportStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    ApiToken,
    Audience,
    BulkAction,
    Campaign,
    Contact,
    ContactImport,
    Incident,
    MessageTemplate,
    Portfolio,
    Recipient,
    Reply,
    Sender,
    User,
)

RUNNING, CROWDED_OUT = "Autumn collection", "Coupon for Medellín"
HELD, FINISHED, DRAFT = "Shop opening in Cartagena", "Welcome", "Winter boots, Bogotá"


def _first(column: Any, *conditions: Any) -> Callable[[], Any]:
    return lambda: db.session.scalar(select(column).where(*conditions).order_by(column).limit(1))


def campaign(name: str) -> Campaign:
    """Return the campaign with this name."""
    return db.session.scalars(select(Campaign).where(Campaign.name == name)).one()


def campaign_id(name: str) -> Callable[[], Any]:
    return lambda: campaign(name).id


def recipient_id(status: RecipientStatus) -> Callable[[], Any]:
    """Return a function that finds a recipient of the running campaign with this status."""
    return lambda: db.session.scalar(
        select(Recipient.id)
        .where(Recipient.campaign_id == campaign(RUNNING).id, Recipient.status == status)
        .order_by(Recipient.position)
        .limit(1)
    )


def import_id(status: ImportStatus) -> Callable[[], Any]:
    return _first(ContactImport.id, ContactImport.status == status)


#: The object of each address's page, if no scene sets another.
THINGS: dict[str, Callable[[], Any]] = {
    "campaign_id": campaign_id(RUNNING),
    "copy_id": campaign_id(FINISHED),
    "draft_id": campaign_id(DRAFT),
    "recipient_id": recipient_id(RecipientStatus.READ),
    "contact_id": _first(
        Contact.id, Contact.id == Reply.contact_id, Reply.campaign_id.is_not(None)
    ),
    "audience_id": _first(Audience.id),
    "template_id": _first(MessageTemplate.id, MessageTemplate.name == "coupon_for_you"),
    "reply_id": _first(Reply.id),
    "user_id": _first(User.id, User.email == "lucia@example.com"),
    "token_id": _first(ApiToken.id),
    "portfolio_id": _first(Portfolio.id),
    "sender_id": _first(Sender.id),
    "action_id": _first(BulkAction.id),
    "import_id": import_id(ImportStatus.CHECKED),
    "incident_id": _first(Incident.id),
}


def things() -> dict[str, Any]:
    """Return one object of each kind."""
    return {name: find() for name, find in THINGS.items()}
