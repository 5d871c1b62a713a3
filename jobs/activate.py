"""Starting a campaign with many people."""

import uuid

from webapp import queues
from webapp.services.campaigns import launch


def activate(task_id: uuid.UUID, campaign_id: uuid.UUID, actor: str) -> None:
    """Add the people and plan the days. Safe to run twice: the task is worked on once."""
    launch.finish(task_id, campaign_id, actor)
    queues.enqueue_best_effort("plan_day")
