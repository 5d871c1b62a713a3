"""Senders."""

import click
from flask import current_app
from sqlalchemy import select

from webapp.cli.groups import Group
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.message_templates.sync import sync_sender
from webapp.services.senders import registry

group = Group("senders", help="The numbers that we send from.")


@group.command("sync")
def sync() -> None:
    """Update our numbers and their message templates from WhatsApp."""
    registry.connect_configured(current_app.config)
    db.session.commit()
    senders = db.session.scalars(select(Sender).order_by(Sender.id)).all()
    if not senders:
        raise click.ClickException("No sender is connected: set WHATSAPP_PHONE_NUMBER_ID.")
    for sender in senders:
        templates = sync_sender(sender, current_app.config)
        db.session.commit()
        click.echo(f"{sender.label}: {templates} message templates")
