"""What is planned for each day, and what has been taken."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from webapp.domain.campaign_status import CampaignStatus
from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    Batch,
    BatchStatus,
    Campaign,
    CampaignKind,
    Portfolio,
    Recipient,
    Sender,
    SenderStatus,
    Tally,
)


def active_campaigns(portfolio: Portfolio) -> Sequence[Campaign]:
    """List the portfolio's active campaigns, first priorities first, then the oldest.

    A single message goes before a campaign of the same priority.
    """
    return db.session.scalars(
        select(Campaign)
        .join(Sender)
        .where(Sender.portfolio_id == portfolio.id, Campaign.status == CampaignStatus.ACTIVE)
        .order_by(
            Campaign.priority,
            Campaign.kind != CampaignKind.MESSAGE,
            Campaign.activated_at,
            Campaign.id,
        )
    ).all()


def is_due(campaign: Campaign, now: datetime) -> bool:
    """Answer whether the campaign may write to people at this moment."""
    slowed_until = campaign.sender.slowed_until
    is_slowed = slowed_until is not None and slowed_until > now
    return campaign.window.is_open(now) and _has_begun(campaign, now) and not is_slowed


def is_due_later_today(campaign: Campaign, now: datetime) -> bool:
    """Answer whether the campaign's hours of today are still to come."""
    window, today = campaign.window, campaign.date_of(now)
    return (
        today.weekday() in window.weekdays
        and now < window.opening(today)
        and _has_begun(campaign, now)
    )


def _has_begun(campaign: Campaign, now: datetime) -> bool:
    is_started = campaign.start_date is None or campaign.start_date <= campaign.date_of(now)
    return is_started and campaign.sender.status == SenderStatus.CONNECTED


def pending_counts(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, int]:
    """Read from the counters how many people of each campaign wait for a day."""
    counted = db.session.execute(
        select(Tally.campaign_id, func.sum(Tally.amount))
        .where(
            Tally.campaign_id.in_([campaign.id for campaign in campaigns]),
            Tally.day.is_(None),
            Tally.name == RecipientStatus.PENDING,
        )
        .group_by(Tally.campaign_id)
    )
    return {campaign_id: int(people) for campaign_id, people in counted}


def not_before(campaign_id: uuid.UUID, moment: datetime) -> int:
    """Count the people of the campaign who have to wait for longer than that."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Recipient.campaign_id == campaign_id,
                Recipient.status == RecipientStatus.PENDING,
                Recipient.next_attempt_at > moment,
            )
        )
        or 0
    )


def taken_on(campaign: Campaign, day: date) -> int:
    """Count the people whom the campaign has taken on the day: its daily limit is spent by them."""
    return (
        db.session.scalar(
            select(func.sum(Batch.batch_size)).where(
                Batch.campaign_id == campaign.id,
                Batch.send_date == day,
                Batch.status != BatchStatus.PLANNED,
            )
        )
        or 0
    )


def taken_since(campaigns: Sequence[Campaign], since: date) -> dict[tuple[uuid.UUID, date], int]:
    """Count the people whom each campaign has taken on each day from the given one on."""
    counted = db.session.execute(
        select(Batch.campaign_id, Batch.send_date, func.sum(Batch.batch_size))
        .where(
            Batch.campaign_id.in_([campaign.id for campaign in campaigns]),
            Batch.send_date >= since,
            Batch.status != BatchStatus.PLANNED,
        )
        .group_by(Batch.campaign_id, Batch.send_date)
    )
    return {(campaign_id, day): int(people) for campaign_id, day, people in counted}


def last_batch_number(campaign: Campaign, day: date) -> int:
    """Answer the highest number of the day's batches; 0 where there is none."""
    return (
        db.session.scalar(
            select(func.max(Batch.batch_number)).where(
                Batch.campaign_id == campaign.id,
                Batch.send_date == day,
                Batch.status != BatchStatus.PLANNED,
            )
        )
        or 0
    )


def has_missed_days(portfolio: Portfolio, now: datetime) -> bool:
    """Answer whether a day of the plan has passed without all of it having been taken."""
    local_date = func.date(func.timezone(Campaign.timezone, now))
    return (
        db.session.scalar(
            select(
                select(Batch.id)
                .join(Campaign)
                .join(Sender)
                .where(
                    Sender.portfolio_id == portfolio.id,
                    Campaign.status == CampaignStatus.ACTIVE,
                    Batch.status == BatchStatus.PLANNED,
                    Batch.send_date < local_date,
                )
                .exists()
            )
        )
        or False
    )


def last_day(campaign_id: uuid.UUID) -> date | None:
    """Answer the last day of the plan, past days included; None where nothing is planned."""
    return db.session.scalar(
        select(func.max(Batch.send_date)).where(Batch.campaign_id == campaign_id)
    )


def first_day(campaign_id: uuid.UUID) -> date | None:
    """Answer the first day on which the campaign has sent or will send."""
    return db.session.scalar(
        select(func.min(Batch.send_date)).where(Batch.campaign_id == campaign_id)
    )


def days(campaign_id: uuid.UUID) -> Sequence[Batch]:
    """List the campaign's batches, planned ones included, day by day."""
    return db.session.scalars(
        select(Batch)
        .where(Batch.campaign_id == campaign_id)
        .order_by(Batch.send_date, Batch.batch_number)
    ).all()


def next_amount(campaign_id: uuid.UUID, today: date) -> int:
    """Answer how many people the plan has for the campaign's next day, today included."""
    return (
        db.session.scalar(
            select(Batch.batch_size)
            .where(
                Batch.campaign_id == campaign_id,
                Batch.status == BatchStatus.PLANNED,
                Batch.send_date >= today,
            )
            .order_by(Batch.send_date)
            .limit(1)
        )
        or 0
    )


@dataclass(frozen=True)
class DayPlan:
    """One day of a campaign: how many people are still planned, and how many were taken."""

    day: date
    planned: int
    taken: int


def by_day(campaign_id: uuid.UUID) -> list[DayPlan]:
    """Read the plan and what was taken of it, a row a day."""
    is_planned = Batch.status == BatchStatus.PLANNED
    rows = db.session.execute(
        select(
            Batch.send_date,
            func.coalesce(func.sum(Batch.batch_size).filter(is_planned), 0),
            func.coalesce(func.sum(Batch.batch_size).filter(~is_planned), 0),
        )
        .where(Batch.campaign_id == campaign_id)
        .group_by(Batch.send_date)
        .order_by(Batch.send_date)
    )
    return [DayPlan(day, int(planned), int(taken)) for day, planned, taken in rows]
