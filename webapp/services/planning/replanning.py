"""Planning the days of a portfolio's campaigns, and the locks for that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from webapp.domain.planning import what_if as what_if_domain
from webapp.domain.planning.plan import Share, plan
from webapp.domain.planning.what_if import Changes
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Portfolio
from webapp.queries.planning import daily_usage, demands, schedules
from webapp.services.background import locks

#: No changes.
NO_CHANGES = Changes()


def lock(portfolio_id: int) -> Portfolio:
    """Lock the portfolio until the commit, so that one process at a time reads and uses quota."""
    return db.session.scalars(
        select(Portfolio)
        .where(Portfolio.id == portfolio_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock_all() -> None:
    """Lock every portfolio until the commit, in the order that all processes use."""
    db.session.execute(select(Portfolio.id).order_by(Portfolio.id).with_for_update())


def lock_campaign(campaign: Campaign) -> Portfolio:
    """Lock the portfolio, then its campaign: all processes lock in this order.

    Raises NotFound if it was deleted.
    """
    portfolio = lock(campaign.sender.portfolio_id)
    locks.lock_row(campaign, key_share=True, of=Campaign)
    return portfolio


def replan(portfolio: Portfolio, now: datetime) -> None:
    """Plan every active campaign of the portfolio again, from today on.

    Rewrites the planned days, never an allocated batch; call it under the lock.
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
    allocated = {
        campaign.id: (today, daily_usage.last_batch_number(campaign, today))
        for campaign in campaigns
        if (today := campaign.window.first_day(now))
    }
    db.session.execute(insert(Batch), [_row(share, allocated) for share in shares])


Replan = Callable[[Portfolio, datetime], None]


@contextmanager
def once() -> Iterator[Replan]:
    """Plan each portfolio once, after all changes to its campaigns; in one transaction.

    The locks of the steps that postponed their planning are still held then.
    """
    postponed: dict[int, tuple[Portfolio, datetime]] = {}

    def later(portfolio: Portfolio, now: datetime) -> None:
        postponed[portfolio.id] = portfolio, now

    yield later
    for portfolio, now in postponed.values():
        replan(portfolio, now)


def forecast(
    portfolio: Portfolio,
    campaigns: Sequence[Campaign],
    now: datetime,
    drafts: Mapping[UUID, int] | None = None,
    changes: Changes = NO_CHANGES,
) -> list[Share]:
    """Return how many recipients each campaign would send to on each day; stores nothing.

    `campaigns` may contain drafts; `drafts` has the number of recipients that each would have;
    `changes` are the differences from the present values.
    """
    (shares,) = forecasts(portfolio, campaigns, now, drafts, (changes,))
    return shares


def forecasts(
    portfolio: Portfolio,
    campaigns: Sequence[Campaign],
    now: datetime,
    drafts: Mapping[UUID, int] | None,
    alternatives: Sequence[Changes],
) -> list[list[Share]]:
    """Return the plan with each of the changes, to be shown side by side."""
    requests = demands.demands_for(campaigns, now, drafts)
    supply = demands.supply_for(portfolio, campaigns, now)
    return [
        plan(
            what_if_domain.demands(requests, changes, supply.today),
            what_if_domain.supply(supply, changes, portfolio.reserve),
        )
        for changes in alternatives
    ]


def delete_plan(campaign: Campaign) -> None:
    """Delete the planned days of a campaign that is not sending any more."""
    db.session.execute(
        delete(Batch).where(Batch.campaign_id == campaign.id, Batch.status == BatchStatus.PLANNED)
    )


def _row(share: Share, allocated: Mapping[UUID, tuple[date, int]]) -> dict[str, object]:
    today, last_number = allocated[share.campaign_id]
    return {
        "campaign_id": share.campaign_id,
        "send_date": share.day,
        "batch_number": 1 + (last_number if share.day == today else 0),
        "batch_size": share.size,
        "status": BatchStatus.PLANNED,
    }
