"""Asking WhatsApp what the templates and the numbers look like now."""

from flask import current_app

from webapp.extensions import db
from webapp.models import Sender
from webapp.services import senders


def sync_templates() -> None:
    """Bring the senders and their message templates up to date."""
    senders.connect_configured(current_app.config)
    db.session.commit()
    for sender in db.session.scalars(db.select(Sender)).all():
        senders.sync(sender, current_app.config)
        db.session.commit()
