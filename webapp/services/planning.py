"""Planning the days of a portfolio's campaigns."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from webapp.domain.plan import Demand, Share, Supply, plan
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Portfolio
from webapp.queries import rooms, schedules


def lock(portfolio_id: int) -> Portfolio:
    """Lock the portfolio until the commit: room is read and spent by one at a time."""
    return db.session.scalars(
        select(Portfolio)
        .where(Portfolio.id == portfolio_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock_campaign(campaign: Campaign) -> Portfolio:
    """Lock the campaign, and before it its portfolio: everyone locks in this order."""
    portfolio = lock(campaign.sender.portfolio_id)
    db.session.refresh(campaign, with_for_update={"key_share": True, "of": Campaign})
    return portfolio


def replan(portfolio: Portfolio, now: datetime) -> None:
    """Plan every active campaign of the portfolio anew, from today on.

    Rewrites the planned days, never a batch that has been cut; call it under the lock.
    """
    db.session.flush()
    campaigns = schedules.active_campaigns(portfolio)
    shares = forecast(portfolio, campaigns, now)
    db.session.execute(
        delete(Batch).where(
            Batch.campaign_id.in_([campaign.id for campaign in campaigns]),
            Batch.status == BatchStatus.PLANNED,
        )
    )
    if not shares:
        return
    cut = {
        campaign.id: (today, schedules.last_batch_number(campaign, today))
        for campaign in campaigns
        if (today := campaign.window.first_day(now))
    }
    db.session.execute(insert(Batch), [_row(share, cut) for share in shares])


def forecast(
    portfolio: Portfolio, campaigns: Sequence[Campaign], now: datetime, **extra: int
) -> list[Share]:
    """Answer what each campaign would write on each day; writes nothing.

    `campaigns` may hold drafts besides the active ones; `extra` tells how many people such a
    draft would have, by its id in hexadecimal.
    """
    if not campaigns:
        return []
    pending = schedules.pending_counts(campaigns)
    first_days = {campaign.id: _first_day(campaign, now) for campaign in campaigns}
    taken = schedules.taken_since(campaigns, min(first_days.values()))
    demands = [
        Demand(
            campaign.id,
            campaign.priority,
            extra.get(campaign.id.hex, pending.get(campaign.id, 0)),
            campaign.daily_send_limit,
            first_days[campaign.id],
            taken.get((campaign.id, first_days[campaign.id]), 0),
            frozenset(campaign.weekdays),
        )
        for campaign in campaigns
    ]
    waiting = [demand for demand in demands if demand.waiting]
    return plan(waiting, _supply(portfolio, campaigns, now)) if waiting else []


def forget(campaign: Campaign) -> None:
    """Drop the planned days of a campaign that is not sending any more."""
    db.session.execute(
        delete(Batch).where(Batch.campaign_id == campaign.id, Batch.status == BatchStatus.PLANNED)
    )


def _first_day(campaign: Campaign, now: datetime) -> date:
    first = campaign.window.first_day(now)
    return max(first, campaign.start_date) if campaign.start_date else first


def _supply(portfolio: Portfolio, campaigns: Sequence[Campaign], now: datetime) -> Supply:
    """Answer the room of today, places that become free today included, and of any later day."""
    today = min(campaign.window.first_day(now) for campaign in campaigns)
    last_closing = max(campaign.window.closing(today) for campaign in campaigns)
    room = rooms.room_now(portfolio, now)
    if room is not None:
        room += rooms.released_by(portfolio, now, last_closing)
    return Supply(today, room, portfolio.people_a_day)


def _row(share: Share, cut: dict) -> dict[str, object]:  # type: ignore[type-arg]
    today, last_number = cut[share.campaign_id]
    return {
        "campaign_id": share.campaign_id,
        "send_date": share.day,
        "batch_number": 1 + (last_number if share.day == today else 0),
        "batch_size": share.size,
        "status": BatchStatus.PLANNED,
    }
