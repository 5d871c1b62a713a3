"""The daily process: reopen, allocate, enqueue, complete; run by tick, command and API."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Portfolio, Sender
from webapp.queries.operations import restore_guard
from webapp.queries.planning import eligibility, schedules
from webapp.services.campaigns import lifecycle, overdue, remapping, reopening, template_changes
from webapp.services.operations import fault_isolation
from webapp.services.planning import batches, batching, replanning
from webapp.services.planning.allocation import Allocation
from webapp.services.recipients import country_rules


def process(now: datetime) -> Sequence[Allocation]:
    """Allocate the recipients who are due and enqueue their batches; return them. Commits.

    First, campaigns in which recipients wait again are reopened; at the end, campaigns without
    waiting recipients are completed. Safe to run at any time and twice at once: the next run
    makes up for one that was missed.
    """
    reopening.reopen(now)
    allocations = enqueue_due(now)
    batches.finish(now)
    lifecycle.complete()
    db.session.commit()
    return allocations


def enqueue_due(now: datetime) -> Sequence[Allocation]:
    """Allocate the recipients who are due and enqueue their batches, nothing else. Commits."""
    allocations = allocate_due(now)
    for allocation in allocations:
        queues.enqueue_batches(allocation.batch_ids)
    return allocations


def allocate_due(now: datetime) -> list[Allocation]:
    """Put every due recipient into a batch; return the allocations to enqueue. Commits.

    Safe to run at any time, by any number of processes: each portfolio is allocated under its
    lock, and nobody is allocated twice. In a restored copy of the database nothing is.
    """
    if restore_guard.raised():
        return []
    portfolio_ids = db.session.scalars(select(Portfolio.id).order_by(Portfolio.id)).all()
    allocations = fault_isolation.each_in_own_transaction(
        "cutting", "portfolio", portfolio_ids, lambda key: _allocate(key, now)
    )
    return [allocation for portfolio in allocations for allocation in portfolio]


def _allocate(portfolio_id: int, now: datetime) -> list[Allocation]:
    portfolio = replanning.lock(portfolio_id)
    overdue.end_offers(schedules.campaigns_with_offers(portfolio), now)
    campaigns = schedules.active_campaigns(portfolio)
    overdue.pause(campaigns, now)
    template_changes.hold_all(Sender.portfolio_id == portfolio.id)
    active = [campaign for campaign in campaigns if campaign.status == CampaignStatus.ACTIVE]
    remapping.refresh_returned(active)
    due = [campaign for campaign in active if eligibility.is_due(campaign, now)]
    country_rules.follow(due, now)
    return batching.allocate_portfolio(portfolio, active, due, now)
