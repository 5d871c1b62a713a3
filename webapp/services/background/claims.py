"""Claiming background tasks, and how a claim ends.

A claim gives a worker the tasks until their lease ends. While it works, the worker also locks the
task's row (`hold`), so a task is not claimed twice, however long it takes: the lease only decides
when the task of a lost worker may be claimed again.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from webapp import clock
from webapp.domain.messages import Message
from webapp.extensions import db
from webapp.models import BackgroundTask, TaskKind, TaskState

#: An attempt that failed is repeated after 15 s, 1 min, 4 min, ..., and at last every hour.
FIRST_RETRY_WAIT = timedelta(seconds=15)
MAX_RETRY_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """A task as it was when a worker claimed it."""

    id: uuid.UUID
    kind: str
    params: Mapping[str, Any]
    attempts: int
    created_by: str
    created_at: datetime
    run_at: datetime
    lease: timedelta


def claim(
    kind: str, lease: timedelta, rows: int, task_id: uuid.UUID | None = None
) -> Sequence[Claim]:
    """Claim the oldest due tasks of the kind, up to the number, or one given task; return them.

    Two statements, however many tasks. The caller commits before it begins with them.
    """
    now = clock.now()
    conditions = [] if task_id is None else [BackgroundTask.id == task_id]
    due = select(BackgroundTask.id).where(is_due(now), BackgroundTask.kind == kind, *conditions)
    oldest = due.order_by(BackgroundTask.run_at, BackgroundTask.number).limit(rows)
    ids = db.session.scalars(oldest.with_for_update(skip_locked=True)).all()
    if not ids:
        return []
    claimed = db.session.execute(
        update(BackgroundTask)
        .where(BackgroundTask.id.in_(ids))
        .values(attempts=BackgroundTask.attempts + 1, lease_until=now + lease)
        .returning(
            *(BackgroundTask.id, BackgroundTask.kind, BackgroundTask.params),
            *(BackgroundTask.attempts, BackgroundTask.created_by, BackgroundTask.created_at),
            BackgroundTask.run_at,
        )
        .execution_options(synchronize_session=False)
    )
    claims = {row.id: Claim(**row._mapping, lease=lease) for row in claimed}
    return [claims[task_id] for task_id in ids]


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition of tasks that no worker has claimed and that should be done."""
    is_free = or_(BackgroundTask.lease_until.is_(None), BackgroundTask.lease_until < now)
    return and_(BackgroundTask.state == TaskState.WAITING, BackgroundTask.run_at <= now, is_free)


def is_any_due(kinds: Iterable[TaskKind]) -> bool:
    """Return whether a task of these kinds should be done now."""
    due = select(BackgroundTask.id).where(is_due(clock.now()), BackgroundTask.kind.in_(list(kinds)))
    return db.session.scalar(due.limit(1)) is not None


def hold(claim: Claim) -> BackgroundTask | None:
    """Lock the task until the transaction ends, and return it; None if the claim was lost.

    Nobody claims or undoes it meanwhile, but its progress can still be reported.
    """
    held = select(BackgroundTask).where(_is_ours(claim)).with_for_update(read=True, key_share=True)
    return db.session.scalar(held.execution_options(populate_existing=True))


def advance(task: BackgroundTask, claim: Claim, cursor: int, progress: int) -> None:
    """Store the progress of a locked task, and renew its lease."""
    task.cursor, task.progress = cursor, min(progress, 100)
    task.lease_until = clock.now() + claim.lease


def finish(claim: Claim, result: Mapping[str, Any] | None) -> None:
    """Store that the task is done: one without a result is deleted at once."""
    if result is None:
        statement = delete(BackgroundTask).where(_is_ours(claim))
        db.session.execute(statement.execution_options(synchronize_session=False))
    else:
        _update(claim, state=TaskState.DONE, result=dict(result), error=None, **ended())


def fail(claim: Claim, error: Message) -> None:
    """Store that the task has failed, and that another attempt would not help."""
    _update(claim, state=TaskState.FAILED, error=error, **ended())


def postpone(claim: Claim, error: Message, attempts: int) -> None:
    """Postpone the task to another attempt, or fail it after the last attempt."""
    if claim.attempts >= attempts:
        fail(claim, error)
    else:
        _update(
            claim, error=error, run_at=clock.now() + wait_after(claim.attempts), lease_until=None
        )


def release(claim: Claim) -> None:
    """Release a task that was not begun; the attempt does not count."""
    _update(claim, attempts=BackgroundTask.attempts - 1, lease_until=None)


def add_again(claim: Claim) -> None:
    """Add a finished task again, for later, because it has to be repeated."""
    later = clock.now() + wait_after(claim.attempts)
    values = {"kind": claim.kind, "params": dict(claim.params), "attempts": claim.attempts}
    db.session.add(BackgroundTask(**values, created_by=claim.created_by, run_at=later))


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after this number of attempts.

    >>> [wait_after(attempts).seconds for attempts in (1, 2, 3, 9)]
    [15, 60, 240, 3600]
    """
    return min(FIRST_RETRY_WAIT * int(4 ** min(attempts - 1, 6)), MAX_RETRY_WAIT)


def ended() -> dict[str, Any]:
    """Return the values of a task that has ended, except for its state."""
    return {"finished_at": clock.now(), "lease_until": None}


def _is_ours(claim: Claim) -> ColumnElement[bool]:
    """Return the condition of the claimed task, as long as nobody has claimed it since."""
    return and_(
        BackgroundTask.id == claim.id,
        BackgroundTask.attempts == claim.attempts,
        BackgroundTask.state == TaskState.WAITING,
    )


def _update(claim: Claim, **values: Any) -> None:
    statement = update(BackgroundTask).where(_is_ours(claim)).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
