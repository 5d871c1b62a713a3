"""The tick that ends the wait for deliveries."""

from webapp import clock
from webapp.extensions import db
from webapp.services.sending import delivery_timeouts


def end_undelivered() -> None:
    """Fail the messages that WhatsApp no longer tries to deliver, some in each transaction."""
    now = clock.now()
    for campaign_id, life in delivery_timeouts.overdue_campaigns(now).items():
        while delivery_timeouts.fail_overdue(campaign_id, life, now):
            db.session.commit()
    db.session.commit()
