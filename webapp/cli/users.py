"""User accounts."""

import click

from webapp.cli.groups import ACTOR, Group, role_option
from webapp.extensions import db
from webapp.models import Role
from webapp.services.accounts import users

group = Group("users", help="Logins of people.")
#: The user created at the first start.
FIRST = "admin@example.com"
first_password = click.option("--password", envvar="DEMO_PASSWORD", required=True)


@group.command("create")
@click.argument("email")
@role_option
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create(email: str, role: str, password: str) -> None:
    """Create a user with EMAIL; ask for the password if none is given."""
    user = users.create(email, password, Role(role), ACTOR)
    db.session.commit()
    click.echo(f"{user.email} can sign in as {user.role}.")


@group.command("create-first")
@first_password
def create_first(password: str) -> None:
    """Create an administrator if there are no users yet."""
    users.create_first(FIRST, password, ACTOR)
    db.session.commit()


@group.command("list")
def index() -> None:
    """List all users."""
    for user in users.all_users():
        state = "" if user.active else "  (may not sign in)"
        click.echo(f"{user.role:<6}  {user.email}{state}")
