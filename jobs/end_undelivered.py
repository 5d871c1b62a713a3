"""The tick that ends the wait for deliveries."""

from webapp import clock
from webapp.extensions import db
from webapp.services import undelivered


def end_undelivered() -> None:
    """Fail the messages that WhatsApp has given up, a handful at a time."""
    now = clock.now()
    for campaign_id, life in undelivered.campaigns(now).items():
        while undelivered.end(campaign_id, life, now):
            db.session.commit()
    db.session.commit()
