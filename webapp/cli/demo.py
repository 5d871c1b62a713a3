"""A login and demo data, for a first look."""

from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.cli.groups import ACTOR
from webapp.cli.users import FIRST, first_password
from webapp.errors import AppError
from webapp.extensions import db
from webapp.services.accounts import users
from webapp.services.operations import demo as demo_data

#: Where the simulator is. The people of the demo are made up, but their numbers may be
#: someone's: WhatsApp itself must never get them.
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@click.command("demo")
@first_password
@with_appcontext
def demo(password: str) -> None:
    """Create a login where there is none, and fill an empty database beside the simulator."""
    try:
        users.create_first(FIRST, password, ACTOR)
        if urlsplit(current_app.config["WHATSAPP_API_URL"]).hostname in THIS_MACHINE:
            demo_data.fill(current_app.config)
    except AppError as error:
        raise click.ClickException(error.message) from None
    db.session.commit()
