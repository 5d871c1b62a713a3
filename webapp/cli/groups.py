"""Groups of commands that say in plain words what was refused."""

from typing import Any

import click
from flask.cli import AppGroup

from webapp.errors import AppError
from webapp.models import Role

#: Who did it, in the audit log.
ACTOR = "command line"

#: What someone may do.
role_option = click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="A viewer reads, an editor runs campaigns, an admin does all.",
)


class Group(AppGroup):
    """Commands inside an application context; an error of ours ends them with its message."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AppError as error:
            raise click.ClickException(error.message) from None
