"""The tick of all background work: what was lost is found again, and what is due is enqueued."""

from jobs.registry import LONG, OUTBOX, REGISTRY
from webapp import clock, queues
from webapp.extensions import db
from webapp.services.background import due_tasks

#: How often a task of each kind is tried.
ATTEMPTS = {kind: handling.attempts for kind, handling in REGISTRY.items()}


def enqueue_due_tasks() -> None:
    """Enqueue the jobs of the tasks that are due and that no worker has. Safe at any time.

    A task of a kind that another version wrote waits, and is shown to staff.
    """
    now = clock.now()
    due_tasks.fail_lost(now, ATTEMPTS)
    due_tasks.note_unknown(now, REGISTRY)
    due = due_tasks.find(now, REGISTRY)
    db.session.commit()
    jobs = {REGISTRY[kind].job for kind in due.values()}
    if OUTBOX in jobs:
        queues.enqueue_best_effort(OUTBOX)
    long = [task_id for task_id, kind in due.items() if REGISTRY[kind].job == LONG]
    for task_id in queues.without_waiting(long):
        queues.enqueue_task(task_id)
