"""What the screenshots show: the demo, some days later, with a thing of each kind."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import select

from rehearsal import drive
from rehearsal.case import Case
from rehearsal.stage import Stage
from webapp import clock
from webapp.domain.bulk import BulkKind
from webapp.domain.campaign_status import CampaignStatus
from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    ApiToken,
    Audience,
    BulkAction,
    Campaign,
    CampaignKind,
    Contact,
    ContactImport,
    Incident,
    MessageTemplate,
    Portfolio,
    Recipient,
    Reply,
    Role,
    Sender,
    User,
)
from webapp.services import bulk_actions, campaigns, contact_imports, tokens, users

ACTOR = "admin@example.com"
#: So many days of the demo's campaign are over.
DAYS = 3

FILE = """Phone number,Name,City,Last order
300 555 0101,Ana Muñoz,Bogotá,2026-08-15
300 555 0102,José García,Cali,2026-09-02
+57 300 555 0103,Lucía Rojas,Medellín,15/09/2026
not known,Carlos Peña,Cali,2026-09-15
300 555 01,Sofía Núñez,Bogotá,2026-09-20
""".encode()


def play(app: Flask, case: Case, stage: Stage) -> None:
    """Add what the demo lacks, and let some days pass."""
    with app.app_context():
        _people_who_work_here()
        _another_campaign()
        db.session.commit()
    for _ in islice(drive.days(app, case, stage), DAYS):
        pass
    with app.app_context():
        contact_imports.upload("customers-october.csv", [FILE], "CO", ACTOR)
        _tag_everyone()
        db.session.commit()


def _tag_everyone() -> None:
    whom = {"search": "", "country": "CO", "subscription": None, "ids": None}
    given = {"whom": whom, "words": "autumn"}
    bulk_actions.begin(uuid.uuid4(), BulkKind.CONTACTS_TAG, given, 1_200, ACTOR)


def _people_who_work_here() -> None:
    users.create("lucia@example.com", "a long password", Role.EDITOR, ACTOR)
    users.create("tomas@example.com", "a long password", Role.VIEWER, ACTOR)
    tokens.create("web shop", Role.EDITOR, ACTOR)


def _another_campaign() -> None:
    """Announce one that begins next week, and goes before the others."""
    running = _campaign(CampaignStatus.ACTIVE)
    campaign = Campaign(
        name="Early access for Cali",
        description="Before the autumn collection is shown to everyone.",
        sender=running.sender,
        message_template=running.message_template,
        variables=running.variables,
        target_audience={
            "match": "all",
            "conditions": [{"field": "attributes.city", "operator": "is", "value": "Cali"}],
        },
        daily_send_limit=80,
        priority=1,
        timezone=running.timezone,
        start_date=clock.now().date() + timedelta(days=6),
        created_by=ACTOR,
    )
    db.session.add(campaign)
    db.session.flush()
    campaigns.activate(campaign, ACTOR, campaign.start_date)


def _campaign(status: CampaignStatus) -> Campaign:
    chosen = select(Campaign).where(
        Campaign.kind == CampaignKind.CAMPAIGN, Campaign.status == status
    )
    return db.session.scalars(chosen.order_by(Campaign.created_at).limit(1)).one()


def _first(column: Any, *which: Any) -> Callable[[], Any]:
    return lambda: db.session.scalar(select(column).where(*which).order_by(column).limit(1))


#: One thing of each kind, by the name that addresses call it.
THINGS: dict[str, Callable[[], Any]] = {
    "campaign_id": lambda: _campaign(CampaignStatus.ACTIVE).id,
    "copy_id": lambda: _campaign(CampaignStatus.COMPLETED).id,
    "draft_id": lambda: _campaign(CampaignStatus.DRAFT).id,
    "recipient_id": lambda: db.session.scalar(
        select(Recipient.id)
        .where(
            Recipient.campaign_id == _campaign(CampaignStatus.ACTIVE).id,
            Recipient.status == RecipientStatus.READ,
        )
        .limit(1)
    ),
    "contact_id": _first(Contact.id, Contact.id == Reply.contact_id),
    "audience_id": _first(Audience.id),
    "template_id": _first(MessageTemplate.id, MessageTemplate.name == "we_miss_you"),
    "reply_id": _first(Reply.id),
    "user_id": _first(User.id, User.email == "lucia@example.com"),
    "token_id": _first(ApiToken.id),
    "portfolio_id": _first(Portfolio.id),
    "sender_id": _first(Sender.id),
    "action_id": _first(BulkAction.id),
    "import_id": _first(ContactImport.id),
    "incident_id": _first(Incident.id),
}


def things() -> dict[str, Any]:
    """Find one thing of each kind."""
    return {name: find() for name, find in THINGS.items()}
