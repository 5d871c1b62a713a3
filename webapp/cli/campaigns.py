"""Campaigns."""

import click

from webapp import clock, queues
from webapp.cli.groups import Group
from webapp.services import cutting

group = Group("campaigns", help="Campaigns.")


@group.command("process-daily")
def process_daily() -> None:
    """Cut what is due now and give it to the workers; safe to run any number of times."""
    cuts = cutting.cut_due(clock.now())
    for cut in cuts:
        queues.enqueue_batches(cut.batch_ids)
        click.echo(f"{cut.campaign_id}  {cut.people:,} people in {len(cut.batch_ids)} batches")
    click.echo(f"{sum(cut.people for cut in cuts):,} people are given to the workers.")
