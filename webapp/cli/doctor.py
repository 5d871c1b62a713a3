"""Check the invariants of the data."""

import click
from flask.cli import with_appcontext

from webapp import clock
from webapp.extensions import db
from webapp.queries.operations import doctor as invariants
from webapp.services.operations import restore_guard


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check every invariant; list violations and exit 1 if there are any."""
    restore_guard.holds(clock.now())
    db.session.commit()
    broken = 0
    for promise, breaches in invariants.breaches(clock.now()):
        click.echo(f"{'BROKEN' if breaches else 'holds '}  {promise}")
        for breach in breaches:
            click.echo(f"        {breach}")
        broken += bool(breaches)
    if broken:
        raise click.ClickException(f"{broken} of the promises above are broken.")
