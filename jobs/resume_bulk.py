"""The tick that goes on with bulk actions whose worker is gone."""

from webapp import clock, queues
from webapp.services.background import bulk_actions


def resume_bulk() -> None:
    """Enqueue each action again that should be at work and has been silent."""
    for action_id in bulk_actions.silent(clock.now()):
        queues.enqueue_best_effort("bulk", action_id)
