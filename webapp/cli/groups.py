"""Groups of commands that print our errors as plain messages."""

from typing import Any

import click
from flask.cli import AppGroup

from webapp.errors import AppError
from webapp.models import Role

#: The actor in the audit log.
ACTOR = "command line"

#: The role option of a command.
role_option = click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="A viewer reads, an editor runs campaigns, an admin does all.",
)


class Group(AppGroup):
    """Commands in an application context; an AppError ends them with its message."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AppError as error:
            raise click.ClickException(error.message) from None
