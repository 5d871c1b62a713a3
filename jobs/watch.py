"""The tick that opens and closes incidents."""

from webapp import clock
from webapp.extensions import db
from webapp.services import conditions


def watch() -> None:
    """Look at templates, numbers and the webhook; start again what WhatsApp's ban has left."""
    conditions.review(clock.now())
    db.session.commit()
