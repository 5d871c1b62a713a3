"""The planned and the allocated recipients of each day."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    Batch,
    BatchStatus,
    Campaign,
    CampaignCounter,
    CampaignKind,
    Portfolio,
    Recipient,
    Sender,
)


def active_campaigns(portfolio: Portfolio) -> Sequence[Campaign]:
    """Return the portfolio's active campaigns, first priorities first, then the oldest.

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


def campaigns_with_offers(portfolio: Portfolio) -> Sequence[Campaign]:
    """Return the portfolio's active and paused campaigns in which an offer ends at a moment."""
    return db.session.scalars(
        select(Campaign)
        .join(Sender)
        .where(
            Sender.portfolio_id == portfolio.id,
            Campaign.status.in_((CampaignStatus.ACTIVE, CampaignStatus.PAUSED)),
            Campaign.send_until.is_not(None),
        )
        .order_by(Campaign.id)
    ).all()


def pending_counts(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, int]:
    """Return from the counters how many recipients of each campaign wait for a day."""
    counted = db.session.execute(
        select(CampaignCounter.campaign_id, func.sum(CampaignCounter.amount))
        .where(
            CampaignCounter.campaign_id.in_([campaign.id for campaign in campaigns]),
            CampaignCounter.day.is_(None),
            CampaignCounter.name == RecipientStatus.PENDING,
        )
        .group_by(CampaignCounter.campaign_id)
    )
    return {campaign_id: int(people) for campaign_id, people in counted}


def is_stale(portfolio: Portfolio, campaigns: Sequence[Campaign], now: datetime) -> bool:
    """Return whether the portfolio's active campaigns need another plan."""
    return _has_missed_days(portfolio, now) or _has_other_counts(campaigns)


def _has_other_counts(campaigns: Sequence[Campaign]) -> bool:
    """Return whether more or fewer recipients are planned than wait: some opted out or returned.

    If the last day comes first, some waiting recipients are in no plan.
    """
    waiting, planned = pending_counts(campaigns), _planned_counts(campaigns)
    missing = [
        (campaign, waiting.get(campaign.id, 0) - planned.get(campaign.id, 0))
        for campaign in campaigns
    ]
    return any(count < 0 or (count and campaign.end_date is None) for campaign, count in missing)


def _planned_counts(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, int]:
    counted = db.session.execute(
        select(Batch.campaign_id, func.sum(Batch.batch_size))
        .where(
            Batch.campaign_id.in_([campaign.id for campaign in campaigns]),
            Batch.status == BatchStatus.PLANNED,
        )
        .group_by(Batch.campaign_id)
    )
    return {campaign_id: int(people) for campaign_id, people in counted}


def _has_missed_days(portfolio: Portfolio, now: datetime) -> bool:
    """Return whether a past day of the plan was not completely allocated."""
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
    """Return the last day of the plan, past days included; None where nothing is planned."""
    return db.session.scalar(
        select(func.max(Batch.send_date)).where(Batch.campaign_id == campaign_id)
    )


def first_day(campaign_id: uuid.UUID) -> date | None:
    """Return the first day on which the campaign has sent or will send."""
    return db.session.scalar(
        select(func.min(Batch.send_date)).where(Batch.campaign_id == campaign_id)
    )


def batches(campaign_id: uuid.UUID) -> Sequence[Batch]:
    """Return the campaign's batches, planned ones included, day by day."""
    return db.session.scalars(
        select(Batch)
        .where(Batch.campaign_id == campaign_id)
        .order_by(Batch.send_date, Batch.batch_number)
    ).all()


@dataclass(frozen=True)
class DayPlan:
    """One day of a campaign: how many recipients are planned, and how many were allocated."""

    day: date
    planned: int
    allocated: int


def by_day(campaign_id: uuid.UUID) -> list[DayPlan]:
    """Return the planned and the allocated recipients, one row per day."""
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
    return [DayPlan(day, int(planned), int(allocated)) for day, planned, allocated in rows]


def plans_today(campaign_ids: Sequence[uuid.UUID], now: datetime) -> dict[uuid.UUID, DayPlan]:
    """Return today's plan of each campaign, where today depends on its zone."""
    today = func.date(func.timezone(Campaign.timezone, now))
    is_planned = Batch.status == BatchStatus.PLANNED
    rows = db.session.execute(
        select(
            Campaign.id,
            today,
            func.coalesce(func.sum(Batch.batch_size).filter(is_planned), 0),
            func.coalesce(func.sum(Batch.batch_size).filter(~is_planned), 0),
        )
        .outerjoin(Batch, and_(Batch.campaign_id == Campaign.id, Batch.send_date == today))
        .where(Campaign.id.in_(campaign_ids))
        .group_by(Campaign.id)
    )
    return {
        key: DayPlan(day, int(planned), int(allocated)) for key, day, planned, allocated in rows
    }


def planned_day(recipient: Recipient, today: date) -> date | None:
    """Return the planned day of a waiting recipient; None if there is none.

    It depends on how many wait before, and changes with the plan.
    """
    if recipient.status != RecipientStatus.PENDING:
        return None
    before = db.session.scalar(
        select(func.count()).where(
            Recipient.campaign_id == recipient.campaign_id,
            Recipient.status == RecipientStatus.PENDING,
            Recipient.position < recipient.position,
        )
    )
    left = (before or 0) + 1
    for plan in by_day(recipient.campaign_id):
        left -= plan.planned if plan.day >= today else 0
        if left <= 0:
            return plan.day
    return None
