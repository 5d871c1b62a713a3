"""Rows for tests: a test states only what it is about."""

import uuid
from collections.abc import Sequence
from itertools import count
from typing import Any

from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.address import country_of
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.extensions import db
from webapp.models import Campaign, Contact, MessageTemplate, Portfolio, Role, Sender, User
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import campaign_additions, subscriptions, upserts

_numbers = count(1)

#: A target audience: all subscribed contacts.
EVERYONE: dict[str, Any] = {"conditions": []}
BODY = [{"type": "BODY", "text": "Hello {{first_name}}"}]


def a_sender(messaging_limit: int | None = 250, **attributes: Any) -> Sender:
    """Return a connected sender of its own portfolio, at 1,000 messages a second."""
    number = next(_numbers)
    portfolio = Portfolio(name=f"Portfolio {number}", messaging_limit=messaging_limit)
    given = {
        "phone_number_id": f"10000000000{number:04}",
        "waba_id": f"20000000000{number:04}",
        "access_token": "simulator-token",
        "messages_per_second": 1000,
    }
    sender = Sender(portfolio=portfolio, **(given | attributes))
    db.session.add(sender)
    db.session.flush()
    return sender


def a_template(sender: Sender, **attributes: Any) -> MessageTemplate:
    """Return an approved template with one variable, first_name."""
    given = {
        "waba_id": sender.waba_id,
        "provider_id": str(next(_numbers)),
        "name": f"offer_{next(_numbers)}",
        "language": "en_US",
        "status": "APPROVED",
        "category": "MARKETING",
        "parameter_format": "NAMED",
        "components": BODY,
        "synced_at": clock.now(),
    }
    template = MessageTemplate(**(given | attributes))
    db.session.add(template)
    db.session.flush()
    return template


def a_contact(number: str | None = None, name: str = "", **attributes: str) -> Contact:
    """Return a subscribed contact."""
    parsed = phone.parse(number or f"+57300{next(_numbers):07}", "US")
    upserts.upsert(
        [upserts.ContactData(ContactIds(parsed), name, attributes)], ConsentSource.IMPORT, "tests"
    )
    found = db.select(Contact).where(Contact.match_key == parsed.match_key)
    return db.session.scalars(found).one()


def a_contact_without_number(user_id: str | None = None, name: str = "") -> Contact:
    """Return a subscribed contact who is known by WhatsApp's user id only."""
    user_id = user_id or f"CO.7001{next(_numbers):07}"
    contact = Contact(
        user_id=user_id, country=country_of(user_id), name=name, updated_at=clock.now()
    )
    db.session.add(contact)
    db.session.flush()
    subscriptions.subscribe(contact, ConsentSource.IMPORT, "tests")
    return contact


def a_draft(sender: Sender | None = None, **attributes: Any) -> Campaign:
    """Return a draft that needs only recipients."""
    sender = sender or a_sender()
    given = {
        "name": f"Campaign {next(_numbers)}",
        "sender": sender,
        "message_template": attributes.pop("message_template", None) or a_template(sender),
        "variables": {"first_name": {"attribute": "name", "fallback": "friend"}},
        "timezone": "UTC",
        "created_by": "tests",
    }
    campaign = Campaign(**(given | attributes))
    db.session.add(campaign)
    db.session.flush()
    return campaign


def some_numbers(people: int) -> list[str]:
    """Return this many different phone numbers."""
    return [f"+57310{next(_numbers):07}" for _ in range(people)]


def with_recipients(campaign: Campaign, numbers: Sequence[str] | int) -> Campaign:
    """Return the campaign after adding those people, or that many."""
    given = some_numbers(numbers) if isinstance(numbers, int) else numbers
    entries = [campaign_additions.Entry(number) for number in given]
    campaign_additions.add(campaign, entries, "US", ConsentSource.API, "tests")
    return campaign


def an_active_campaign(numbers: Sequence[str] | int = 1, **attributes: Any) -> Campaign:
    """Return a campaign that is being sent."""
    campaign = with_recipients(a_draft(**attributes), numbers)
    lifecycle.activate(campaign, "tests")
    return campaign


def a_user(role: Role = Role.EDITOR, email: str | None = None) -> User:
    """Return a user, who can sign in after a test sets a password."""
    user = User(email=email or f"{uuid.uuid4().hex}@example.com", password_hash="", role=role)
    db.session.add(user)
    db.session.flush()
    return user
