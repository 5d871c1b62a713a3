"""A login and demo data, for a first look."""

from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import exists, select

from webapp.cli.groups import ACTOR
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import Role, User
from webapp.services import demo as demo_data
from webapp.services import users

EMAIL = "admin@example.com"
#: Where the simulator is. The people of the demo are made up, but their numbers may be
#: someone's: WhatsApp itself must never get them.
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@click.command("demo")
@click.option("--password", envvar="DEMO_PASSWORD", required=True, help="Of the login.")
@with_appcontext
def demo(password: str) -> None:
    """Create a login where there is none, and fill an empty database beside the simulator."""
    try:
        if not db.session.scalar(select(exists().select_from(User))):
            users.create(EMAIL, password, Role.ADMIN, ACTOR)
        if urlsplit(current_app.config["WHATSAPP_API_URL"]).hostname in THIS_MACHINE:
            demo_data.fill(current_app.config)
    except AppError as error:
        raise click.ClickException(error.message) from None
    db.session.commit()
