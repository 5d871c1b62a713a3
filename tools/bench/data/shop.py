"""A shop with a million customers: 200 campaigns, one of them to everybody and half sent.

The same in every run, and made in a minute or two: see `shop_history`. A smaller one has the
same proportions.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from tools.bench.data import contacts, shop_history
from tools.bench.data.shop_rows import (
    EVERYONE,
    RULE,
    STATUSES,
    a_campaign,
    a_draft,
    a_sender,
    a_template,
    an_import,
)
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.messages import of_error
from webapp.domain.operations.bulk import BulkKind
from webapp.extensions import db
from webapp.models import (
    ApiToken,
    Audience,
    Campaign,
    CampaignKind,
    Incident,
    Recipient,
    Role,
    User,
)
from webapp.queries.contacts.lists import Selection
from webapp.services.background import bulk_actions
from webapp.services.sending import counters

CAMPAIGNS, IMPORTS = 200, 100

#: The share of each campaign that is sent.
SENT_SHARES = {CampaignStatus.ACTIVE: 0.5, CampaignStatus.PAUSED: 0.25, CampaignStatus.COMPLETED: 1}


@dataclass(frozen=True)
class Size:
    """The size of each part; all of it follows from the number of people."""

    people: int = contacts.PEOPLE

    @property
    def limit(self) -> int:
        """Return the messaging limit; the last 24 hours have used all of it."""
        return self.people // 10

    @property
    def a_day(self) -> int:
        """Return the daily limit of the campaign to everybody."""
        return self.people // 40

    @property
    def others(self) -> int:
        """Return the number of people in each of the other campaigns."""
        return self.people // 500


def build(size: Size) -> dict[str, Any]:
    """Fill the empty database; return one object of each kind, by its name in addresses."""
    with db.engine.connect() as connection:
        contacts.make(connection.connection.driver_connection, size.people)  # type: ignore[arg-type]
    sender, template = a_sender(size.limit), a_template()
    everybody = a_campaign(0, CampaignStatus.ACTIVE, sender, template, size.a_day)
    others = [
        a_campaign(number, STATUSES[number % 10], sender, template, size.others // 8)
        for number in range(1, CAMPAIGNS)
    ]
    drafts = [a_draft(audience, sender, template, size.a_day) for audience in (EVERYONE, RULE)]
    message = a_campaign(CAMPAIGNS, CampaignStatus.COMPLETED, sender, template, 1)
    message.kind = CampaignKind.MESSAGE
    test = Recipient(campaign=message, phone_number="+573000777777", position=1)
    audience = Audience(name="Lima", filter=RULE)
    token = ApiToken(name="shop", digest="x", role=Role.EDITOR)
    imports = [an_import(number) for number in range(IMPORTS)]
    user = User(email="bench@example.com", password_hash="", role=Role.ADMIN)
    kind = BulkKind.CONTACTS_EXPORT
    selection = {"whom": asdict(Selection())}
    action = bulk_actions.begin(uuid.uuid4(), kind, selection, size.people, "bench")
    action.finished_at = clock.now()
    incident = Incident(
        kind="notice", subject="sender 1", message=of_error("-"), started_at=clock.now()
    )
    db.session.add_all(
        [incident, everybody, *others, *drafts, test, audience, token, user, *imports]
    )
    db.session.flush()
    things = {
        "campaign_id": everybody.id,
        "draft_id": drafts[0].id,
        "rule_draft_id": drafts[1].id,
        "message_id": message.id,
        "copy_id": uuid.UUID(int=1),
        "action_id": action.id,
        "incident_id": incident.id,
        "audience_id": audience.id,
        "template_id": template.id,
        "portfolio_id": sender.portfolio_id,
        "sender_id": sender.id,
        "token_id": token.id,
        "user_id": user.id,
    }
    _write(everybody, others, size)
    return things | _samples(everybody, size)


def _write(everybody: Campaign, others: list[Campaign], size: Size) -> None:
    now = clock.now()
    started = [campaign for campaign in others if campaign.status != CampaignStatus.DRAFT]
    parts = [
        _part(campaign, n * size.others, size.others, 1, now) for n, campaign in enumerate(started)
    ]
    parts.append(_part(everybody, 0, size.people, 20, now))
    db.session.execute(text(shop_history.PARTS))
    db.session.execute(text(shop_history.PART), parts)
    db.session.execute(text(shop_history.BATCHES), {"now": now})
    db.session.execute(text(shop_history.RECIPIENTS))
    db.session.execute(text(shop_history.IN_HAND), {"campaign": everybody.id})
    for statement in shop_history.REST.split(";\n"):
        db.session.execute(text(statement), {"now": now, "limit": size.limit})
    counters.compact()
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _part(
    campaign: Campaign, first: int, people: int, batches: int, now: datetime
) -> dict[str, Any]:
    """Return the rows of the campaign's people, in that many batches a day."""
    written, a_day = int(people * SENT_SHARES[campaign.status]), campaign.daily_send_limit
    ended = 10 * (campaign.status == CampaignStatus.COMPLETED)  # days ago
    return {
        "campaign_id": campaign.id,
        "first": first,
        "people": people,
        "written": written,
        "batch": a_day // batches,
        "a_day": a_day,
        "began": now - timedelta(days=written // a_day - 1 + ended),
    }


def _samples(campaign: Campaign, size: Size) -> dict[str, Any]:
    """Return a person from the middle, their reply, and the latest file."""
    middle = {"campaign": campaign.id, "position": size.people * 3 // 10}
    row = db.session.execute(text(shop_history.SAMPLES), middle).mappings().one()
    return dict(row)
