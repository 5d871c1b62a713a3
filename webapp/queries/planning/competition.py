"""The quota and limits that other campaigns, or the campaign itself, have used."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.planning.quota import remaining as quota_remaining
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, Sender
from webapp.queries.planning import daily_usage, demands, eligibility, quota
from webapp.queries.planning.constraints import Competitor, Constraint, ConstraintKind
from webapp.queries.planning.quota import Usage


def constraints_for(
    campaign: Campaign, pending: int, now: datetime, usage: Usage | None
) -> Iterator[Constraint]:
    """Yield the limits that are used up for today, and which campaigns go before this one."""
    yield from _daily_limit(campaign, now)
    portfolio = campaign.sender.portfolio
    used, releases = usage or quota.usage(portfolio, now)
    remaining = quota_remaining(portfolio.quota, used)
    if remaining is None:
        return
    if remaining == 0:
        ends_at = releases[0].at if releases else None
        yield Constraint(ConstraintKind.QUOTA, ends_at, used, releases)
    others = _competitors(campaign, now)
    ahead = [other for other in others if other.campaign.priority < campaign.priority]
    shares = _minimum_shares([other for other in others if other not in ahead], now)
    requested = sum(other.waiting for other in (*ahead, *shares))
    if requested + pending > remaining:
        yield from _behind(ConstraintKind.PRIORITY, ahead)
        yield from _behind(ConstraintKind.MINIMUM, shares)


def _daily_limit(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Yield a constraint if today's limit is used up, by the daily limit or by the warm-up."""
    used = daily_usage.used_on(campaign, campaign.date_of(now))
    ends_at = campaign.window.next_opening(now)
    if used >= campaign.daily_send_limit:
        yield Constraint(ConstraintKind.DAILY_LIMIT, ends_at, used)
    elif campaign.warm_up and used >= demands.limit_today(campaign, now):
        yield Constraint(ConstraintKind.WARM_UP, ends_at, used)


def _behind(kind: ConstraintKind, others: Sequence[Competitor]) -> Iterator[Constraint]:
    if others:
        amount = sum(other.waiting for other in others)
        yield Constraint(kind, amount=amount, ahead=others, holds_everyone=False)


def _competitors(campaign: Campaign, now: datetime) -> list[Competitor]:
    """Return the campaigns that may use quota before this one, now or later today."""
    waiting = (
        select(func.sum(CampaignCounter.amount))
        .where(
            CampaignCounter.campaign_id == Campaign.id,
            CampaignCounter.day.is_(None),
            CampaignCounter.name == RecipientStatus.PENDING,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Campaign, waiting)
        .join(Sender)
        .where(
            Sender.portfolio_id == campaign.sender.portfolio_id,
            Campaign.status == CampaignStatus.ACTIVE,
            Campaign.id != campaign.id,
            or_(Campaign.priority < campaign.priority, Campaign.minimum_share.is_not(None)),
            waiting > 0,
        )
        .order_by(Campaign.priority, Campaign.activated_at, Campaign.id)
    )
    return [
        Competitor(other, int(pending))
        for other, pending in rows
        if eligibility.is_due(other, now) or eligibility.is_later_today(other, now)
    ]


def _minimum_shares(others: Sequence[Competitor], now: datetime) -> list[Competitor]:
    """Return what is left today of the minimum shares of campaigns with lower priority."""
    requests = demands.demands_for([other.campaign for other in others], now)
    guaranteed = {demand.campaign_id: demand.guaranteed for demand in requests}
    return [
        Competitor(other.campaign, amount)
        for other in others
        if (amount := guaranteed.get(other.campaign.id, 0))
    ]
