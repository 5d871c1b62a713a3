"""The tick that opens and closes incidents."""

from webapp import clock, queues
from webapp.extensions import db
from webapp.services.campaigns import missed_starts
from webapp.services.contacts import identity
from webapp.services.message_templates import reviews
from webapp.services.operations import incidents
from webapp.services.sending import canary_review, delivery_timeouts, sender_checks
from webapp.services.webhook import silence


def check_incidents() -> None:
    """Check templates, senders and the webhook; end incidents that were shown for long enough.

    Decide on canaries: where one went well, the rest of its campaign is sent at once.
    """
    now = clock.now()
    reviews.review_all()
    sender_checks.check_all(now)
    silence.check(now)
    identity.close_conflicts(now)
    incidents.close_notices(now)
    delivery_timeouts.close_held(now)
    missed_starts.close_old_incidents(now)
    db.session.commit()
    if canary_review.review(now):
        queues.enqueue_best_effort("plan_day")
