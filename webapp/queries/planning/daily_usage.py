"""How many recipients campaigns have allocated on which days: their daily limits count them."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign


def used_on(campaign: Campaign, day: date) -> int:
    """Return the number of recipients that the campaign has allocated on the day."""
    return _read(func.sum(Batch.batch_size), campaign, day)


def used_since(campaigns: Sequence[Campaign], first: date) -> dict[tuple[uuid.UUID, date], int]:
    """Return the number of recipients by campaign and day, from the first day on."""
    counted = db.session.execute(
        select(Batch.campaign_id, Batch.send_date, func.sum(Batch.batch_size))
        .where(
            Batch.campaign_id.in_([campaign.id for campaign in campaigns]),
            Batch.send_date >= first,
            Batch.status != BatchStatus.PLANNED,
        )
        .group_by(Batch.campaign_id, Batch.send_date)
    )
    return {(campaign_id, day): int(people) for campaign_id, day, people in counted}


def days_of_sending(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, set[date]]:
    """Return the days on which each campaign has allocated recipients."""
    if not campaigns:
        return {}
    days: dict[uuid.UUID, set[date]] = {}
    rows = db.session.execute(
        select(Batch.campaign_id, Batch.send_date)
        .distinct()
        .where(
            Batch.campaign_id.in_([campaign.id for campaign in campaigns]),
            Batch.status != BatchStatus.PLANNED,
            Batch.batch_size > 0,
        )
    )
    for campaign_id, day in rows:
        days.setdefault(campaign_id, set()).add(day)
    return days


def last_batch_number(campaign: Campaign, day: date) -> int:
    """Return the highest number of the day's batches; 0 if there is none."""
    return _read(func.max(Batch.batch_number), campaign, day)


def _read(aggregate: ColumnElement[int], campaign: Campaign, day: date) -> int:
    """Return an aggregate over the campaign's allocated batches of the day; 0 without any."""
    statement = select(aggregate).where(
        Batch.campaign_id == campaign.id,
        Batch.send_date == day,
        Batch.status != BatchStatus.PLANNED,
    )
    return db.session.scalar(statement) or 0
