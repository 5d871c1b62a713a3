"""Asking WhatsApp what the templates and the numbers look like now."""

import asyncio

from flask import current_app

from webapp.extensions import db
from webapp.models import Sender
from webapp.services import message_templates, senders


def sync_templates() -> None:
    """Bring the senders and their message templates up to date."""
    senders.connect_configured(current_app.config)
    db.session.commit()
    for sender in db.session.scalars(db.select(Sender)).all():
        found = asyncio.run(senders.look_up(sender, current_app.config))
        senders.update(sender, found.number)
        message_templates.update(sender, found.templates)
        db.session.commit()
