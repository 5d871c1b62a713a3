"""Rows of recipients: put into a campaign that is still open."""

from typing import Any, cast

from sqlalchemy import CursorResult, Select, Text, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from webapp.domain.campaigns import status
from webapp.domain.campaigns.status import WORDS
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services.planning import replanning
from webapp.services.recipients import zones


def lock_open(campaign: Campaign) -> None:
    """Lock the campaign, so that it does not close while people are added."""
    replanning.lock_campaign(campaign)
    if campaign.status not in status.OPEN:
        message = N_(
            "The campaign is %(status)s: nobody can be added any more.",
            status=WORDS[campaign.status],
        )
        raise WrongStatus(message, campaign.status)


def insert_into(campaign: Campaign, people: Select) -> int:  # type: ignore[type-arg]
    """Insert recipients from (contact, phone number, order, given, variables); count them."""
    last = (
        db.session.scalar(
            select(func.max(Recipient.position)).where(Recipient.campaign_id == campaign.id)
        )
        or 0
    )
    chosen = people.subquery()
    contact_id, phone_number, number, given, frozen = chosen.columns
    found = zones.table(campaign, select(phone_number))
    rows = select(
        literal(campaign.id),
        contact_id,
        phone_number,
        literal(last) + number,
        literal(RecipientStatus.PENDING.value),
        literal(0),
        given,
        frozen.op("||")(func.coalesce(given, literal({}, JSONB))),
        literal(None, Text) if found is None else found.c.zones,
    ).order_by(number)
    if found is not None:
        rows = rows.outerjoin(found, found.c.prefix == zones.prefix(phone_number))
    columns = ["campaign_id", "contact_id", "phone_number", "position", "status", "attempts"]
    inserted = db.session.execute(
        insert(Recipient)
        .from_select([*columns, "given", "variables", "time_zones"], rows)
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True)
    )
    return cast("CursorResult[Any]", inserted).rowcount
