"""The tick of all background work: it finds lost tasks and enqueues due ones."""

from jobs.registry import LONG, OUTBOX, REGISTRY
from webapp import clock, queues
from webapp.extensions import db
from webapp.services.background import due_tasks

#: How often a task of each kind is tried.
ATTEMPTS = {kind: handling.attempts for kind, handling in REGISTRY.items()}


def enqueue_due_tasks() -> None:
    """Enqueue the jobs of due tasks that no worker has claimed. Safe at any time.

    A task whose kind this version does not know waits, and is shown to staff.
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
