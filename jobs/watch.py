"""The tick that opens and closes incidents."""

from webapp import clock, queues
from webapp.extensions import db
from webapp.services.operations import incident_checks
from webapp.services.sending import canary_review, delivery_timeouts


def watch() -> None:
    """Check templates, senders and the webhook; resume what WhatsApp no longer refuses.

    Decide on canaries: where one went well, the rest of its campaign is sent at once.
    """
    now = clock.now()
    incident_checks.review(now)
    delivery_timeouts.close_held(now)
    db.session.commit()
    if canary_review.review(now):
        queues.enqueue_best_effort("plan_day")
