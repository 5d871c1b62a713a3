"""Running one long background task."""

import uuid

from jobs.registry import REGISTRY
from jobs.running import run
from webapp.extensions import db
from webapp.models import BackgroundTask
from webapp.services.background import claims


def run_background_task(task_id: uuid.UUID) -> None:
    """Run the task to its end. Safe to run twice at once, and to be killed at any point.

    Nothing is done if another worker has claimed it, if it is not due, or if it was undone.
    """
    task = db.session.get(BackgroundTask, task_id)
    handling = REGISTRY.get(task.kind) if task else None
    if task is None or handling is None:
        return
    claimed = claims.claim(task.kind, handling.lease, 1, task_id)
    db.session.commit()
    for claim in claimed:
        run(claim)
