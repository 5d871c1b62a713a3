"""Campaigns."""

import click

from webapp import clock
from webapp.cli.groups import Group
from webapp.services.campaigns import daily

group = Group("campaigns", help="Campaigns.")


@group.command("process-daily")
def process_daily() -> None:
    """Cut what is due now, give it to the workers, and complete what is through.

    Safe to run any number of times.
    """
    cuts = daily.process(clock.now())
    for cut in cuts:
        click.echo(f"{cut.campaign_id}  {cut.people:,} people in {len(cut.batch_ids)} batches")
    click.echo(f"{sum(cut.people for cut in cuts):,} people are given to the workers.")
