"""Doing something to many people at once, in portions.

A portion is one transaction under the action's row lock that also moves `after`. Killed in the
middle, it never happened, and the next job begins with it: nobody twice, and nobody left out.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from webapp import clock
from webapp.domain.operations.bulk import BulkKind
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import BulkAction, BulkPiece
from webapp.services.accounts import audit
from webapp.services.background import locks

#: So many are done while the page is waited for; more are left to a worker.
MOST_AT_ONCE = 5_000
#: People in one transaction.
PORTION = 5_000
#: A portion takes a second or two; an action that has shown nothing for so long has no worker.
SILENCE = timedelta(seconds=60)
#: A file can be fetched for so long.
KEPT = timedelta(days=2)


class Portion(NamedTuple):
    """The last of those done, how many they were and how many it changed; None: nobody is left."""

    after: int
    done: int
    changed: int


Work = Callable[[BulkAction], Portion | None]


def begin(
    key: uuid.UUID, kind: BulkKind, given: Mapping[str, Any], people: int, actor: str
) -> BulkAction:
    """Write down what is to be done; asked twice with the same key, it is there once.

    The caller commits and enqueues the job.
    """
    locks.begin(key)
    found = db.session.get(BulkAction, key)
    if found is not None:
        return found
    action = BulkAction(
        id=key,
        kind=kind,
        given=dict(given),
        created_by=actor,
        people=people,
        worked_at=clock.now(),
    )
    db.session.add(action)
    audit.note(actor, f"bulk.{kind}", f"bulk action {key}", people=people)
    db.session.flush()
    return action


def go_on(action_id: uuid.UUID, work: Mapping[BulkKind, Work]) -> bool:
    """Do the next portion; False when there is no more to do. The caller commits.

    Safe to run twice at once: one waits for the other, and goes on after it.
    """
    chosen = select(BulkAction).where(BulkAction.id == action_id).with_for_update()
    action = db.session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()
    if action is None or action.finished_at is not None:
        return False
    action.worked_at = clock.now()
    try:
        with db.session.begin_nested():
            portion = work[action.kind](action)
    except AppError as refused:
        action.fault, portion = refused.message, None
    if portion is None:
        action.finished_at = clock.now()
        return False
    action.after = portion.after
    action.done += portion.done
    action.changed += portion.changed
    return True


def silent(now: datetime) -> Sequence[uuid.UUID]:
    """List the actions that should be at work and have been silent; the caller enqueues them."""
    is_open = BulkAction.finished_at.is_(None) & (BulkAction.worked_at < now - SILENCE)
    return db.session.scalars(select(BulkAction.id).where(is_open)).all()


def keep(action: BulkAction, piece: str) -> None:
    """Add a piece to the action's file; they are numbered by where the portion ends."""
    last = select(BulkPiece.number).where(BulkPiece.action_id == action.id)
    number = db.session.scalar(last.order_by(BulkPiece.number.desc()).limit(1)) or 0
    db.session.add(BulkPiece(action_id=action.id, number=number + 1, piece=piece.encode()))
    db.session.flush()


def file_of(action_id: uuid.UUID) -> Iterator[bytes]:
    """Answer the file, piece by piece; the connection is given back between two of them."""
    number = 1
    while (piece := db.session.scalar(_piece(action_id, number))) is not None:
        yield piece
        db.session.close()
        number += 1


def _piece(action_id: uuid.UUID, number: int):  # type: ignore[no-untyped-def]
    return select(BulkPiece.piece).where(
        BulkPiece.action_id == action_id, BulkPiece.number == number
    )


def forget_files(now: datetime) -> None:
    """Forget the files that have been kept for long enough."""
    old = select(BulkAction.id).where(BulkAction.finished_at < now - KEPT)
    db.session.execute(delete(BulkPiece).where(BulkPiece.action_id.in_(old)))
