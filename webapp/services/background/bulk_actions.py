"""Bulk actions on contacts, recipients or campaigns, in portions.

A portion is one transaction that also moves the task's cursor. If it is killed in the middle, it
changes nothing, and the next worker repeats it: nobody is changed twice or left out.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from webapp import clock
from webapp.domain.messages import of_error
from webapp.domain.operations.bulk import BulkKind
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import BulkAction, BulkPiece, TaskKind
from webapp.services.accounts import audit
from webapp.services.background import claims, locks, tasks
from webapp.services.background.claims import Claim

#: The most that are done while the user waits for the page; a worker does more than these.
MAX_ITEMS_IN_REQUEST = 5_000
#: Contacts, recipients or campaigns in one transaction.
PORTION_ITEMS = 5_000
#: How long a file can be downloaded.
FILE_RETENTION = timedelta(days=2)


class Portion(NamedTuple):
    """The last id, the number done and the number changed; None means that nobody is left."""

    after: int
    done: int
    changed: int


#: Does the next portion of the action, after the last id that was done.
Work = Callable[[BulkAction, int], Portion | None]


def begin(
    key: uuid.UUID, kind: BulkKind, params: Mapping[str, Any], people: int, actor: str
) -> BulkAction:
    """Store the action and return it; two calls with the same key store it once.

    The caller commits and enqueues its task.
    """
    locks.lock_key(key)
    existing = db.session.get(BulkAction, key)
    if existing is not None:
        return existing
    action = BulkAction(id=key, kind=kind, given=dict(params), created_by=actor, people=people)
    action.task = tasks.add(TaskKind.BULK_ACTION, {"action_id": str(key)}, actor)
    db.session.add(action)
    audit.note(actor, f"bulk.{kind}", f"bulk action {key}", people=people)
    db.session.flush()
    return action


def do_next(claim: Claim, work: Mapping[BulkKind, Work]) -> bool:
    """Do the next portion; return False if there is no more to do. The caller commits.

    If the action must not continue, its task fails with the reason.
    """
    task = claims.hold(claim)
    action = _lock(uuid.UUID(claim.params["action_id"]))
    if task is None or action is None:
        return False
    try:
        with db.session.begin_nested():
            portion = work[action.kind](action, task.cursor)
    except AppError as refused:
        claims.fail(claim, of_error(refused.message))
        portion = None
    if portion is None:
        action.finished_at = clock.now()
        return False
    action.finished_at = None  # it may have ended before a retry
    action.done += portion.done
    action.changed += portion.changed
    claims.advance(task, claim, portion.after, 100 * action.done // max(1, action.people))
    return True


def _lock(action_id: uuid.UUID) -> BulkAction | None:
    locked = select(BulkAction).where(BulkAction.id == action_id).with_for_update()
    return db.session.scalar(locked.execution_options(populate_existing=True))


def add_piece(action: BulkAction, piece: str) -> None:
    """Add a piece to the action's file, numbered by the end of its portion."""
    last = select(BulkPiece.number).where(BulkPiece.action_id == action.id)
    number = db.session.scalar(last.order_by(BulkPiece.number.desc()).limit(1)) or 0
    db.session.add(BulkPiece(action_id=action.id, number=number + 1, piece=piece.encode()))
    db.session.flush()


def note_download(action: BulkAction, actor: str) -> None:
    """Note in the audit log that the file leaves, before it is streamed."""
    audit.note_download(actor, "bulk.download", f"bulk action {action.id}", people=action.done)


def file_pieces(action_id: uuid.UUID) -> Iterator[bytes]:
    """Yield the file piece by piece; the connection is free between two pieces."""
    number = 1
    while (piece := db.session.scalar(_piece(action_id, number))) is not None:
        yield piece
        db.session.close()
        number += 1


def _piece(action_id: uuid.UUID, number: int):  # type: ignore[no-untyped-def]
    return select(BulkPiece.piece).where(
        BulkPiece.action_id == action_id, BulkPiece.number == number
    )


def delete_old_files(now: datetime) -> None:
    """Delete the files that have been stored for long enough."""
    old = select(BulkAction.id).where(BulkAction.finished_at < now - FILE_RETENTION)
    db.session.execute(delete(BulkPiece).where(BulkPiece.action_id.in_(old)))
