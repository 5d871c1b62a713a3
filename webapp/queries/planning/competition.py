"""What others, or a campaign itself, have taken already of what it waits for."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.planning.quota import room as room_left
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, Sender
from webapp.queries.planning import daily_usage, demands, eligibility, quota
from webapp.queries.planning.constraints import Ahead, Constraint, Why
from webapp.queries.planning.quota import Use


def of(campaign: Campaign, pending: int, now: datetime, use: Use | None) -> Iterator[Constraint]:
    """Ask what is used up for today, and who else waits for the portfolio's room."""
    yield from _day(campaign, now)
    portfolio = campaign.sender.portfolio
    used, places = use or quota.use(portfolio, now)
    room = room_left(portfolio.people_a_day, used)
    if room is None:
        return
    if room == 0:
        yield Constraint(Why.ROOM, places[0].at if places else None, used, places)
    others = _others(campaign, now)
    ahead = [one for one in others if one.campaign.priority < campaign.priority]
    shares = _minimum_shares([one for one in others if one not in ahead], now)
    asked = sum(one.waiting for one in (*ahead, *shares))
    if asked + pending > room:
        yield from _named(Why.PRIORITY, ahead)
        yield from _named(Why.MINIMUM, shares)


def _day(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Ask whether the campaign has had its day, by its daily limit or by its warm-up."""
    spent = daily_usage.on(campaign, campaign.date_of(now))
    ends_at = campaign.window.next_opening(now)
    if spent >= campaign.daily_send_limit:
        yield Constraint(Why.DAY_TAKEN, ends_at, spent)
    elif campaign.warm_up and spent >= demands.limit_today(campaign, now):
        yield Constraint(Why.WARM_UP, ends_at, spent)


def _named(why: Why, others: Sequence[Ahead]) -> Iterator[Constraint]:
    if others:
        people = sum(one.waiting for one in others)
        yield Constraint(why, people=people, ahead=others, holds_everyone=False)


def _others(campaign: Campaign, now: datetime) -> list[Ahead]:
    """List the campaigns that may take room before this one does, now or later today."""
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
        Ahead(other, int(people))
        for other, people in rows
        if eligibility.is_due(other, now) or eligibility.is_later_today(other, now)
    ]


def _minimum_shares(others: Sequence[Ahead], now: datetime) -> list[Ahead]:
    """Answer what is left today of the minimum shares of campaigns that come later otherwise."""
    asked = {one.campaign_id: one.least for one in demands.of([o.campaign for o in others], now)}
    return [
        Ahead(one.campaign, least) for one in others if (least := asked.get(one.campaign.id, 0))
    ]
