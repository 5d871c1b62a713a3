"""People of every kind, in the database and in plain Python, for every possible filter."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.support.factories import a_contact, a_draft, with_recipients
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, ImportedContact, Recipient, Reply, ReplyEffect, Subscription

FILES = ["1", "2"]
CITIES = [
    *("Lima", "lima", "Limache", "São Paulo", "SÃO", "100%", "a_b", "a\\b", "", "12", "7.5", "-0"),
    *("2026-03-01", "12 kg", " 12", "1e3", "007", "'; --", "\u0627\u062d", "7.50", "12.0", "yes"),
]
TAGS = ["vip", "VIP, new", "new,old", ""]


class World:
    """The people of all examples; examples are printed without them."""

    def __init__(self, everyone: list[Any], campaign: str, now: datetime) -> None:
        self.everyone, self.campaign, self.now = everyone, campaign, now


def make() -> World:
    """Create the people and their history, and commit; return both forms."""
    now = clock.now()
    campaign = a_draft()
    # A quarter of a day off, so that no time lies exactly on the boundary of a day.
    everyone = [_person(number, campaign, now - timedelta(hours=6)) for number in range(60)]
    db.session.commit()
    return World(everyone, str(campaign.id), now)


def _messages(
    number: int, campaign: Any, contact: Contact, now: datetime, failed: bool
) -> dict[str, datetime]:
    """Let the person get the campaign, and read it or not; return the times."""
    with_recipients(campaign, [contact.phone_number])
    person = db.session.scalars(db.select(Recipient).filter_by(contact_id=contact.id)).first()
    if person is None:  # who unsubscribed
        return {}
    moments = {
        stage: now - timedelta(days=number // 2)
        for place, stage in enumerate(("accepted", "delivered", "read"))
        if number % 4 >= place
    }
    for stage, moment in moments.items():
        setattr(person, f"{stage}_at", moment)
    person.status = RecipientStatus.FAILED if failed else person.status
    return moments


def _person(number: int, campaign: Any, now: datetime) -> Any:
    """Return a person with traits from the number, in the database and in plain Python."""
    phone = f"+{['57300', '51900'][number % 2]}{number:0{7 - number % 2}}"
    name = ["Ana", "ana maria", "Óscar", ""][number % 4]
    city, tags = CITIES[number % len(CITIES)], TAGS[number % len(TAGS)]
    attributes = {"city": city, "tags": tags} if number % 7 else {"city": city}
    if number % 8:
        since = (now + timedelta(days=5 - number)).date().isoformat()
        attributes["since"] = [since, since, f"{since} 10:00", "soon", "31/12/2026"][number % 5]
    contact = a_contact(phone, name, **attributes)
    contact.created_at = now - timedelta(days=number)
    if number % 5 == 0:
        contact.subscription = Subscription.UNSUBSCRIBED
    failed = number % 33 == 1
    moments = _messages(number, campaign, contact, now, failed) if number % 3 else {}
    replied = now - timedelta(days=number // 3) if number % 6 == 1 else None
    if replied:
        db.session.add(
            Reply(
                wamid=f"w{number}",
                contact_id=contact.id,
                campaign_id=campaign.id,
                kind="text",
                effect=ReplyEffect.NOTHING,
                received_at=replied,
            )
        )
    files = {file_id for file_id in FILES if number % 9 == int(file_id)}
    for file_id in files:
        db.session.add(
            ImportedContact(import_id=int(file_id), contact_id=contact.id, is_new=True, before=None)
        )
    return SimpleNamespace(
        id=contact.id,
        name=contact.name,
        country=contact.country,
        phone_number=contact.phone_number,
        subscription=contact.subscription.value,
        attributes=dict(contact.attributes),
        created=contact.created_at,
        written=moments.get("accepted"),
        delivered=moments.get("delivered"),
        read=moments.get("read"),
        replied=replied,
        failed=failed and bool(moments),
        files=files,
    )
