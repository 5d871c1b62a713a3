"""The tick that starts campaigns once their start can be undone no more."""

from webapp import queues
from webapp.services.campaigns import starts


def start_campaigns() -> None:
    """Start every campaign whose wait is over. Safe to run at any time and twice at once."""
    if starts.make_due():
        queues.enqueue_best_effort("plan_day")
