"""The tick that opens and closes incidents."""

from webapp import clock, queues
from webapp.services.operations import incident_checks
from webapp.services.sending import canary_review


def watch() -> None:
    """Look at templates, numbers and the webhook; start again what WhatsApp's ban has left.

    Decide on first waves: where one went well, the others are written to at once.
    """
    now = clock.now()
    incident_checks.review(now)
    if canary_review.review(now):
        queues.enqueue_best_effort("plan_day")
