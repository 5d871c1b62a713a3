"""Everything that webhooks change, for comparing two runs: no ids, and no order."""

import json
from datetime import datetime
from typing import Any

from webapp.extensions import db
from webapp.models import (
    BackgroundTask,
    Campaign,
    ConsentEvent,
    Contact,
    Incident,
    Recipient,
    Reply,
)
from webapp.queries.campaigns import statistics
from webapp.queries.planning import quota


def comparable_state(campaign: Campaign, at: datetime) -> dict[str, Any]:
    """Return the state of a campaign's people after all webhooks."""
    db.session.rollback()
    db.session.expire_all()
    stated = db.session.scalars(db.select(Recipient).order_by(Recipient.position)).all()
    people = db.session.scalars(db.select(Contact).order_by(Contact.phone_number)).all()
    numbers = {one.id: one.phone_number for one in people}
    return {
        "recipients": [
            (
                *(one.phone_number, one.status, one.attempts, one.accepted_at, one.sent_at),
                *(one.delivered_at, one.read_at, one.failed_at, one.error_code, one.skip_reason),
                *(one.pricing_type, one.pricing_category, json.dumps(one.pricing, sort_keys=True)),
                sorted((past["code"], past["at"]) for past in one.history or ()),
            )
            for one in stated
        ],
        "contacts": [(one.phone_number, one.subscription, one.user_id) for one in people],
        "consent": sorted(
            (numbers[one.contact_id], one.kind, one.source, one.words, one.occurred_at)
            for one in db.session.scalars(db.select(ConsentEvent).filter_by(actor="webhook"))
        ),
        "replies": sorted(
            (one.sender_phone, one.kind, one.text, one.effect, one.received_at)
            for one in db.session.scalars(db.select(Reply))
        ),
        "incidents": sorted(db.session.scalars(db.select(Incident.kind))),
        "background_tasks": db.session.scalar(db.select(db.func.count(BackgroundTask.id))),
        "days": statistics.by_day([campaign.id]),
        "counts": statistics.for_campaign(campaign.id).counts,
        "room": quota.used(campaign.sender.portfolio, at),
    }
