"""The figures of the overview, and of the frame of every page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.contacts.consent import ConsentKind
from webapp.domain.planning.quota import remaining
from webapp.extensions import db
from webapp.models import (
    Batch,
    BatchStatus,
    Campaign,
    CampaignKind,
    ConsentEvent,
    Contact,
    Incident,
    MessageTemplate,
    Portfolio,
    Sender,
)
from webapp.queries.planning import quota


def open_incidents() -> Sequence[Incident]:
    """Return the open incidents, the oldest first."""
    return db.session.scalars(
        select(Incident).where(Incident.ended_at.is_(None)).order_by(Incident.id)
    ).all()


@dataclass(frozen=True)
class Limit:
    """The use of a portfolio's messaging limit; `limit` is None where there is none."""

    portfolio_id: int
    portfolio: str
    limit: int | None
    reserve: int
    usage: quota.Usage

    @property
    def used(self) -> int:
        return self.usage.used

    @property
    def next_releases(self) -> Sequence[quota.Release]:
        return self.usage.next_releases

    @property
    def reserved(self) -> int:
        return min(self.reserve, self.limit or 0)

    @property
    def free(self) -> int | None:
        return None if self.limit is None else remaining(self.limit - self.reserved, self.used)


def limits(now: datetime) -> list[Limit]:
    """Return how much of each portfolio's limit was used in the last 24 hours."""
    return [
        Limit(
            portfolio.id,
            portfolio.label,
            portfolio.messaging_limit,
            portfolio.reserve,
            quota.usage(portfolio, now, used),
        )
        for portfolio, used in quota.used_by_portfolio(now)
    ]


def active_campaigns(limit: int = 20) -> Sequence[Campaign]:
    """Return the active campaigns, first priorities first."""
    return db.session.scalars(
        select(Campaign)
        .where(Campaign.kind == CampaignKind.CAMPAIGN, Campaign.status == CampaignStatus.ACTIVE)
        .order_by(Campaign.priority, Campaign.activated_at, Campaign.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Planned:
    """How many recipients a campaign sends to on a coming day."""

    day: date
    campaign_id: uuid.UUID
    name: str
    recipients: int


def upcoming(today: date, days: int = 14) -> list[Planned]:
    """Return the plan of the next days, today included, of all campaigns."""
    rows = db.session.execute(
        select(Batch.send_date, Campaign.id, Campaign.name, func.sum(Batch.batch_size))
        .join(Campaign, Batch.campaign_id == Campaign.id)
        .where(
            Campaign.kind == CampaignKind.CAMPAIGN,
            Batch.status == BatchStatus.PLANNED,
            Batch.send_date >= today,
            Batch.send_date < today + timedelta(days=days),
        )
        .group_by(Batch.send_date, Campaign.id)
        .order_by(Batch.send_date, Campaign.priority, Campaign.name)
    )
    return [Planned(day, key, name, int(recipients)) for day, key, name, recipients in rows]


def total_quota() -> int | None:
    """Return the quota of all portfolios together; None if one has no limit."""
    quotas = [portfolio.quota for portfolio in db.session.scalars(select(Portfolio))]
    return None if None in quotas else sum(quota or 0 for quota in quotas)


def recent_opt_outs(limit: int = 5) -> Sequence[tuple[ConsentEvent, Contact]]:
    """Return the latest opt-outs, the last one first."""
    latest = (
        select(ConsentEvent.id)
        .where(ConsentEvent.kind == ConsentKind.OPT_OUT)
        .order_by(ConsentEvent.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(
        select(ConsentEvent, Contact)
        .join(Contact, ConsentEvent.contact_id == Contact.id)
        .where(ConsentEvent.id.in_(latest))
        .order_by(ConsentEvent.id.desc())
    )
    return [(event, contact) for event, contact in rows]


@dataclass(frozen=True)
class SetupProgress:
    """Which steps before the first campaign are done."""

    has_sender: bool
    has_template: bool
    has_contacts: bool
    has_campaign: bool

    @property
    def is_over(self) -> bool:
        return all(vars(self).values())


def setup_progress() -> SetupProgress:
    """Return which steps a new installation has done."""
    started = select(Campaign.id).where(
        Campaign.kind == CampaignKind.CAMPAIGN, Campaign.status != CampaignStatus.DRAFT
    )
    approved = select(MessageTemplate.id).where(MessageTemplate.status == "APPROVED")
    steps = (select(Sender.id), approved, select(Contact.id), started)
    row = db.session.execute(select(*(step.exists() for step in steps))).one()
    return SetupProgress(*map(bool, row))
