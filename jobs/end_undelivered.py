"""The tick that ends the wait for deliveries."""

from webapp import clock
from webapp.extensions import db
from webapp.services.sending import delivery_timeouts


def end_undelivered() -> None:
    """Fail the messages that WhatsApp has given up, a handful at a time."""
    now = clock.now()
    for campaign_id, life in delivery_timeouts.campaigns(now).items():
        while delivery_timeouts.end(campaign_id, life, now):
            db.session.commit()
    db.session.commit()
