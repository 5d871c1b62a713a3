"""Tokens of the JSON API."""

import click

from webapp.cli.groups import ACTOR, Group, role_option
from webapp.extensions import db
from webapp.models import Role
from webapp.services.accounts import tokens

group = Group("tokens", help="Programs' keys to the JSON API.")


@group.command("create")
@click.argument("name")
@role_option
def create(name: str, role: str) -> None:
    """Create a token called NAME and print it on its own line; it can't be shown again."""
    secret = tokens.create(name, Role(role), ACTOR)
    db.session.commit()
    click.echo(f"Keep this token of {name} ({role}); it can't be shown again:", err=True)
    click.echo(secret)


@group.command("list")
def index() -> None:
    """List all tokens, newest first."""
    for token in tokens.all_tokens():
        used = f"last used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "unused"
        state = f"revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else used
        click.echo(f"{token.role:<6}  {token.name}  ({state})")


@group.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """Revoke the token called NAME."""
    tokens.revoke(name, ACTOR)
    db.session.commit()
    click.echo(f"{name} opens nothing any more.")
