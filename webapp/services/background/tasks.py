"""Storing, retrying and deleting background tasks."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import ONE_PER_PARAMS, BackgroundTask, TaskKind, TaskState
from webapp.services.accounts import audit

#: The actor of a task that no user requested.
SYSTEM = "system"
#: How long finished tasks with a result are stored.
RESULT_RETENTION = timedelta(days=30)


def add(
    kind: TaskKind, params: Mapping[str, Any], actor: str, run_at: datetime | None = None
) -> BackgroundTask:
    """Add a task to the caller's transaction, to be enqueued after its commit."""
    task = BackgroundTask(
        id=uuid.uuid4(),
        kind=kind,
        params=dict(params),
        created_by=actor,
        run_at=run_at or clock.now(),
    )
    db.session.add(task)
    db.session.flush()
    return task


def add_all(kind: TaskKind, all_params: Iterable[Mapping[str, Any]]) -> None:
    """Add tasks of one kind to the caller's transaction, in this order, in one statement."""
    now = clock.now()
    rows = [
        {"kind": kind, "params": dict(params), "created_by": SYSTEM, "run_at": now}
        for params in all_params
    ]
    if rows:
        db.session.execute(insert(BackgroundTask), rows)


def add_unless_open(kind: TaskKind, params: Mapping[str, Any]) -> uuid.UUID | None:
    """Add a task in its own transaction, unless there is one with the same params.

    Returns the task, to be enqueued; None if one already waits, or a worker has claimed it. A
    failed one is due again. The kind must be one of ONE_PER_PARAMS.
    """
    now = clock.now()
    task = insert(BackgroundTask).values(
        kind=kind, params=dict(params), created_by=SYSTEM, run_at=now
    )
    due_again = {"state": TaskState.WAITING, "attempts": 0, "run_at": now, "finished_at": None}
    added = task.on_conflict_do_update(
        index_elements=["params"],
        index_where=ONE_PER_PARAMS,
        set_=due_again,
        where=BackgroundTask.state == TaskState.FAILED,
    )
    with db.engine.begin() as connection:
        return connection.scalar(added.returning(BackgroundTask.id))


def retry(task_id: uuid.UUID, actor: str) -> None:
    """Retry a task that failed, or that waits after an error.

    Raises WrongStatus if a worker has claimed it, or if it is already due or done.
    """
    now = clock.now()
    kind = db.session.scalar(
        update(BackgroundTask)
        .where(
            BackgroundTask.id == task_id,
            BackgroundTask.state != TaskState.DONE,
            BackgroundTask.error.is_not(None),
            or_(BackgroundTask.lease_until.is_(None), BackgroundTask.lease_until < now),
        )
        .values(
            state=TaskState.WAITING,
            error=None,
            attempts=0,
            run_at=now,
            lease_until=None,
            finished_at=None,
        )
        .returning(BackgroundTask.kind)
        .execution_options(synchronize_session=False)
    )
    if kind is None:
        raise WrongStatus(N_("This is being tried already, or is forgotten."), TaskState.WAITING)
    audit.note(actor, "background.retry", f"background task {task_id}", kind=kind)


def delete_finished(now: datetime) -> None:
    """Delete results that were stored for long enough. Failed tasks stay visible."""
    old = select(BackgroundTask.id).where(
        BackgroundTask.state == TaskState.DONE,
        BackgroundTask.finished_at < now - RESULT_RETENTION,
    )
    db.session.execute(delete(BackgroundTask).where(BackgroundTask.id.in_(old)))
