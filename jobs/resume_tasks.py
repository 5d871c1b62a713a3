"""The tick that goes on with long work whose worker is gone."""

import uuid

from webapp import clock, queues
from webapp.extensions import db
from webapp.queries.operations import tasks

#: What the job of each kind is given besides its own id.
GIVEN = {tasks.ACTIVATION: ("campaign_id", "actor"), tasks.ADDING: ("campaign_id",)}


def resume_tasks() -> None:
    """Enqueue each work again that waits, that nobody is at, and whose job waits nowhere."""
    idle = {task.id: (task.kind, task.result) for task in tasks.idle(clock.now())}
    db.session.rollback()  # the locks have told who is at work
    for task_id in queues.without_waiting(idle):
        kind, about = idle[task_id]
        given = {"campaign_id": uuid.UUID(about["campaign_id"]), "actor": about.get("actor")}
        arguments = [given[name] for name in GIVEN[kind]]
        queues.enqueue(kind, task_id, *arguments, job_id=str(task_id))
