"""Logins."""

import click

from webapp.cli.groups import ACTOR, Group, role_option
from webapp.extensions import db
from webapp.models import Role
from webapp.services import users

group = Group("users", help="Logins of people.")


@group.command("create")
@click.argument("email")
@role_option
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create(email: str, role: str, password: str) -> None:
    """Create a login for EMAIL; asks for the password where none is given."""
    user = users.create(email, password, Role(role), ACTOR)
    db.session.commit()
    click.echo(f"{user.email} can sign in as {user.role}.")


@group.command("list")
def index() -> None:
    """List all logins."""
    for user in users.everyone():
        state = "" if user.active else "  (may not sign in)"
        click.echo(f"{user.role:<6}  {user.email}{state}")
