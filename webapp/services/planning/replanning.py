"""Planning the days of a portfolio's campaigns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from webapp.domain.planning import what_if as what_if_domain
from webapp.domain.planning.plan import Share, plan
from webapp.domain.planning.what_if import Changes
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Portfolio
from webapp.queries.planning import daily_usage, demands, schedules
from webapp.services.background import row_locks

#: Nothing is different.
AS_IT_IS = Changes()


def lock(portfolio_id: int) -> Portfolio:
    """Lock the portfolio until the commit: room is read and spent by one at a time."""
    return db.session.scalars(
        select(Portfolio)
        .where(Portfolio.id == portfolio_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock_campaign(campaign: Campaign) -> Portfolio:
    """Lock the campaign, and before it its portfolio: everyone locks in this order.

    Raises NotFound where somebody has deleted it.
    """
    portfolio = lock(campaign.sender.portfolio_id)
    row_locks.lock(campaign, key_share=True, of=Campaign)
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
        campaign.id: (today, daily_usage.last_batch_number(campaign, today))
        for campaign in campaigns
        if (today := campaign.window.first_day(now))
    }
    db.session.execute(insert(Batch), [_row(share, cut) for share in shares])


Replan = Callable[[Portfolio, datetime], None]


@contextmanager
def once() -> Iterator[Replan]:
    """Plan each portfolio once, behind all that is done to its campaigns; in one transaction.

    The locks of the steps that put off their planning are still held by then.
    """
    put_off: dict[int, tuple[Portfolio, datetime]] = {}

    def later(portfolio: Portfolio, now: datetime) -> None:
        put_off[portfolio.id] = portfolio, now

    yield later
    for portfolio, now in put_off.values():
        replan(portfolio, now)


def forecast(
    portfolio: Portfolio,
    campaigns: Sequence[Campaign],
    now: datetime,
    people: Mapping[UUID, int] | None = None,
    changes: Changes = AS_IT_IS,
) -> list[Share]:
    """Answer what each campaign would write on each day; writes nothing.

    `campaigns` may hold drafts besides the active ones; `people` tells how many such a draft
    would have; `changes` what would be different from now.
    """
    (shares,) = forecasts(portfolio, campaigns, now, people, (changes,))
    return shares


def forecasts(
    portfolio: Portfolio,
    campaigns: Sequence[Campaign],
    now: datetime,
    people: Mapping[UUID, int] | None,
    circumstances: Sequence[Changes],
) -> list[list[Share]]:
    """Answer the plan under each of the circumstances, to be shown side by side."""
    asked, supply = demands.of(campaigns, now, people), demands.supply(portfolio, campaigns, now)
    return [
        plan(
            what_if_domain.demands(asked, changes, supply.today),
            what_if_domain.supply(supply, changes, portfolio.reserve),
        )
        for changes in circumstances
    ]


def forget(campaign: Campaign) -> None:
    """Drop the planned days of a campaign that is not sending any more."""
    db.session.execute(
        delete(Batch).where(Batch.campaign_id == campaign.id, Batch.status == BatchStatus.PLANNED)
    )


def _row(share: Share, cut: dict) -> dict[str, object]:  # type: ignore[type-arg]
    today, last_number = cut[share.campaign_id]
    return {
        "campaign_id": share.campaign_id,
        "send_date": share.day,
        "batch_number": 1 + (last_number if share.day == today else 0),
        "batch_size": share.size,
        "status": BatchStatus.PLANNED,
    }
