"""How many people campaigns have taken on which days: their daily limits are spent by them."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign


def used_on(campaign: Campaign, day: date) -> int:
    """Count the people whom the campaign has taken on the day."""
    return _read(func.sum(Batch.batch_size), campaign, day)


def used_since(campaigns: Sequence[Campaign], first: date) -> dict[tuple[uuid.UUID, date], int]:
    """Count the people whom each campaign has taken on each day from the first on."""
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
    """List the days on which each campaign has taken people."""
    if not campaigns:
        return {}
    found: dict[uuid.UUID, set[date]] = {}
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
        found.setdefault(campaign_id, set()).add(day)
    return found


def last_batch_number(campaign: Campaign, day: date) -> int:
    """Answer the highest number of the day's batches; 0 where there is none."""
    return _read(func.max(Batch.batch_number), campaign, day)


def _read(what: ColumnElement[int], campaign: Campaign, day: date) -> int:
    """Ask of the batches that were cut for the campaign on the day; 0 where there are none."""
    asked = select(what).where(
        Batch.campaign_id == campaign.id,
        Batch.send_date == day,
        Batch.status != BatchStatus.PLANNED,
    )
    return db.session.scalar(asked) or 0
