"""Lists of single messages."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, Contact, Recipient
from webapp.queries.recipients.recipients import of_contact

Position = tuple[datetime, uuid.UUID]


def page(
    contact: Contact, since: datetime | None, after: Position | None, limit: int
) -> tuple[Sequence[Recipient], Position | None]:
    """Return messages to the contact, the newest first, and the position of the next page."""
    campaign = contains_eager(Recipient.campaign)
    statement = (
        select(Recipient)
        .join(Campaign)
        .options(
            campaign.joinedload(Campaign.message_template),
            campaign.joinedload(Campaign.sender),
            joinedload(Recipient.contact),
        )
        .where(of_contact(contact), Campaign.kind == CampaignKind.MESSAGE)
        .order_by(Campaign.created_at.desc(), Campaign.id.desc())
        .limit(limit + 1)
    )
    if since is not None:
        statement = statement.where(Campaign.created_at >= since)
    if after is not None:
        statement = statement.where(tuple_(Campaign.created_at, Campaign.id) < after)
    rows = db.session.scalars(statement).all()
    last = rows[limit - 1].campaign if len(rows) > limit else None
    return rows[:limit], (last.created_at, last.id) if last else None
