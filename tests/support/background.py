"""Background tasks, run in the test's own process."""

from jobs.registry import REGISTRY
from jobs.run_background_task import run_background_task
from webapp import clock
from webapp.extensions import db
from webapp.services.background import due_tasks


def run_due_tasks() -> None:
    """Run every due task, as the tick and a worker do."""
    due = due_tasks.find(clock.now(), REGISTRY)
    db.session.commit()
    for task_id in due:
        run_background_task(task_id)
