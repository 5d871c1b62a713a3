"""The tick that opens and closes incidents."""

from webapp import clock, queues
from webapp.services import conditions, wave_judge


def watch() -> None:
    """Look at templates, numbers and the webhook; start again what WhatsApp's ban has left.

    Decide on first waves: where one went well, the others are written to at once.
    """
    now = clock.now()
    conditions.review(now)
    if wave_judge.review(now):
        queues.nudge("plan_day")
