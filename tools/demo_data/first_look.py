"""Demo data for a first look: people, templates, and three campaigns."""

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import exists, select

from tools.demo_data import history
from tools.demo_data.people import person
from webapp import clock
from webapp.cli.groups import ACTOR as COMMAND_LINE
from webapp.cli.users import FIRST
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.extensions import db
from webapp.models import Audience, Campaign, Contact, Sender
from webapp.services.accounts import users
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import upserts
from webapp.services.contacts.upserts import ContactData
from webapp.services.message_templates import sync
from webapp.services.senders import registry

ACTOR = "demo"
#: The address of the simulator. The people of the demo are invented, but their numbers may be
#: real: WhatsApp itself must never get them.
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
PEOPLE = 1_200


def begin(config: Mapping[str, Any], password: str) -> None:
    """Create a login if there is none, and fill an empty database of a simulator.

    The caller commits. Raises ProviderError if the simulator does not respond.
    """
    users.create_first(FIRST, password, COMMAND_LINE)
    if urlsplit(config["WHATSAPP_API_URL"]).hostname in THIS_MACHINE:
        fill(config)


def fill(config: Mapping[str, Any]) -> bool:
    """Fill an empty database; return False, with nothing done, if there are contacts already.

    Raises ProviderError if the simulator does not respond.
    """
    if db.session.scalar(select(exists().select_from(Contact))):
        return False
    chance = random.Random(1)  # noqa: S311 (the same demo everywhere)
    sender = registry.default(config)
    answers = asyncio.run(registry.fetch(sender, config))
    registry.update(sender, answers.number, answers.asked_at)
    sync.store(sender.waba_id, answers.templates, answers.asked_at, is_complete=True)
    _meet_people(chance)
    db.session.add(Audience(name="People in Bogotá", filter=_in_city("Bogotá")))
    _finished(sender, config, chance)
    _running(sender, config)
    _draft(sender, config)
    return True


def _meet_people(chance: random.Random) -> None:
    everyone = (person(n) for n in chance.sample(range(10_000_000), PEOPLE))
    people = [
        ContactData(
            ContactIds(phone.parse(person.phone_number, person.country)),
            person.name,
            {"city": person.city, "last_order": person.last_order},
        )
        for person in everyone
    ]
    upserts.upsert(people, ConsentSource.IMPORT, ACTOR)


def _campaign(sender: Sender, config: Mapping[str, Any], template: str, **fields: Any) -> Campaign:
    campaign = Campaign(
        sender=sender,
        message_template=sync.find(sender.waba_id, template, "en_US"),
        timezone=config["TIMEZONE"],
        created_by=ACTOR,
        **fields,
    )
    db.session.add(campaign)
    db.session.flush()
    return campaign


def _in_city(city: str) -> dict[str, Any]:
    condition = {"field": "attributes.city", "operator": "is", "value": city}
    return {"match": "all", "conditions": [condition]}


def _draft(sender: Sender, config: Mapping[str, Any]) -> None:
    _campaign(
        sender,
        config,
        "we_miss_you",
        name="We miss you, Bogotá",
        description="A draft: choose when it starts, then review it.",
        variables={"first_name": {"attribute": "name", "fallback": "friend"}},
        target_audience=_in_city("Bogotá"),
    )


def _running(sender: Sender, config: Mapping[str, Any]) -> None:
    """Start a campaign to everyone; the workers send its first day as soon as they start."""
    campaign = _campaign(
        sender,
        config,
        "we_miss_you",
        name="Autumn collection",
        description="To everyone, 100 people a day.",
        variables={"first_name": {"attribute": "name", "fallback": "friend"}},
        target_audience={},
        daily_send_limit=100,
    )
    lifecycle.activate(campaign, ACTOR)


def _finished(sender: Sender, config: Mapping[str, Any], chance: random.Random) -> None:
    """Store a campaign that ended last week."""
    began = clock.now() - history.STARTED_AGO
    campaign = _campaign(
        sender,
        config,
        "hello_world",
        name="Welcome",
        description="Finished last week.",
        daily_send_limit=history.RECIPIENTS_PER_DAY,
        start_date=began.date(),
        activated_at=began,
        completed_at=began + history.DAYS * timedelta(days=1),
        status=CampaignStatus.COMPLETED,
    )
    campaign.frozen_components = campaign.components
    history.write(campaign, began, chance)
