"""Campaigns."""

import click

from webapp import clock
from webapp.cli.groups import Group
from webapp.services.campaigns import daily

group = Group("campaigns", help="Campaigns.")


@group.command("process-daily")
def process_daily() -> None:
    """Allocate and enqueue recipients that are due, and complete finished campaigns.

    Safe to run any number of times.
    """
    allocations = daily.process(clock.now())
    for allocation in allocations:
        recipients, batches = allocation.recipients, len(allocation.batch_ids)
        click.echo(f"{allocation.campaign_id}  {recipients:,} people in {batches} batches")
    total = sum(allocation.recipients for allocation in allocations)
    click.echo(f"{total:,} people are given to the workers.")
