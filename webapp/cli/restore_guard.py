"""The restore guard."""

import click

from webapp import clock
from webapp.cli.groups import ACTOR, Group
from webapp.extensions import db
from webapp.queries.operations import restore_guard as restore_guard_query
from webapp.services.operations import restore_guard

group = Group(
    "restore-guard", help="Whether this is the database that was used last, or an older copy."
)


@group.command("show")
def show() -> None:
    """Show whether sending is allowed; exit 1 if the database has to be confirmed."""
    holds = restore_guard.holds(clock.now())
    db.session.commit()
    raised = restore_guard_query.raised()
    if not holds and raised:
        raise click.ClickException(f"Nothing is sent. {raised.raised_because}")
    click.echo("This is the database that was used last.")


@group.command("confirm")
def confirm() -> None:
    """Confirm that this database is the right one, and send again."""
    restore_guard.confirm(ACTOR)
    db.session.commit()
    click.echo("Confirmed: messages are sent again.")
