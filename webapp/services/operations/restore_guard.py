"""Guard against an older copy of the database: nothing is sent until a user confirms it.

While workers run, a number in the database grows, and it is also stored outside of it. A database
with a lower number than the one outside, or on another server than it recorded, was restored or
copied: it does not know everyone who got a message.
"""

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.messages import Message, coded, joined
from webapp.domain.operations import restore_guard
from webapp.domain.operations.restore_guard import Mark, Standing
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import RestoreGuard
from webapp.queries.operations import restore_guard as restore_guard_query
from webapp.services.accounts import audit
from webapp.services.operations import incidents, restore_markers

KIND, SUBJECT = "restored_copy", "database"


def holds(now: datetime) -> bool:
    """Return whether messages may be sent; raise the guard if the database may be a copy.

    The caller commits. Safe to call at any time, by any number of workers.
    """
    key = _key(now)
    newest = restore_markers.newest(key)
    # Read after the marks, which are written after the commit: it can only be higher.
    guard = db.session.execute(
        select(
            RestoreGuard.generation,
            RestoreGuard.advanced_at,
            RestoreGuard.server,
            RestoreGuard.raised_at,
        )
    ).one()
    if guard.raised_at is not None:
        return False
    standing = Standing(Mark(guard.generation, guard.advanced_at), guard.server)
    fault = restore_guard.fault(standing, restore_guard_query.server(), newest)
    if fault:
        _raise(fault, now)
    return fault is None


def advance(now: datetime) -> tuple[uuid.UUID, Mark] | None:
    """Return the next mark, to be stored outside after the commit; None while it is raised."""
    if not holds(now):
        return None
    row = db.session.execute(
        update(RestoreGuard)
        .where(RestoreGuard.raised_at.is_(None))
        .values(generation=RestoreGuard.generation + 1, advanced_at=now)
        .returning(RestoreGuard.key, RestoreGuard.generation)
    ).first()
    return (row.key, Mark(row.generation, now)) if row else None


def confirm(actor: str) -> None:
    """Confirm this database as the right one; the marks of any other one no longer count.

    Raises WrongStatus unless the restore guard is raised.
    """
    raised = db.session.scalar(select(RestoreGuard).with_for_update())
    if raised is None or raised.raised_at is None:
        raise WrongStatus(
            N_("Nothing has to be confirmed: this is the database as we know it."), "confirmed"
        )
    because = raised.raised_because
    raised.key, raised.server = uuid.uuid4(), restore_guard_query.server()
    raised.raised_at = raised.raised_because = None
    incidents.close_incident(KIND, SUBJECT)
    audit.note(actor, "restore_guard.confirm", SUBJECT, because=because)


def _key(now: datetime) -> uuid.UUID:
    """Return the database's key; the first call creates it."""
    key = db.session.scalar(select(RestoreGuard.key))
    if key is None:
        row = {"id": 1, "key": uuid.uuid4(), "generation": 1}
        statement = insert(RestoreGuard).values(
            **row, advanced_at=now, server=restore_guard_query.server()
        )
        db.session.execute(statement.on_conflict_do_nothing())
        key = db.session.scalars(select(RestoreGuard.key)).one()
    return key


def _raise(because: Message, now: datetime) -> None:
    db.session.execute(
        update(RestoreGuard)
        .where(RestoreGuard.raised_at.is_(None))
        .values(raised_at=now, raised_because=because)
    )
    advice = coded("operations.confirm_database")
    incidents.open_incident(KIND, SUBJECT, joined([because, advice]))
