"""The bodies that wait in the inbox: locked a group at a time, and marked as drained."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast

import psycopg
from sqlalchemy import Row, func, or_, select, text

from webapp import clock
from webapp.domain.messages import Message, joined
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.webhook.pg_arrays import array

#: Bodies in one transaction, and their bytes: each may hold up to 1,000 updates, and a worker
#: that sends has to wait while the recipients it needs are locked here.
MAX_BODIES = 500
MAX_BYTES = 600_000
#: A body that could not be applied completely is tried again after 1 and 8 minutes, and then set
#: aside with its faults.
MAX_ATTEMPTS = 3
FIRST_RETRY_DELAY = timedelta(minutes=1)

#: The most faults stored of one body, which may have a thousand.
MAX_FAULTS = 20
#: Texts of the faults, by the body's id.
Faults = Mapping[int, Sequence[Message]]

_READ = """
SELECT id, body, received_at FROM webhook_events WHERE id = ANY(CAST(%s AS bigint[])) ORDER BY id
"""
_DRAINED = text(
    """
    UPDATE webhook_events SET drained_at = :now, fault = NULL
    WHERE id = ANY(CAST(:ids AS bigint[]))
    """
)


class StoredBody(NamedTuple):
    """A body as it came, and when."""

    content: bytes
    received_at: datetime


def lock_oldest() -> Mapping[int, StoredBody]:
    """Lock the oldest waiting bodies, within the limits of a transaction, and return them."""
    with db.session.begin_nested() as savepoint:
        waiting = _lock(MAX_BODIES)
        count, size = 0, 0
        for _, length in waiting:
            size += length
            count += 1 if size <= MAX_BYTES or not count else 0
        if count < len(waiting):
            savepoint.rollback()  # leaves the rest to other workers
    locked = waiting if count == len(waiting) else _lock(count)
    return _bodies([event_id for event_id, _ in locked])


def _lock(count: int) -> Sequence[Row[int, int]]:
    """Lock the oldest bodies that no other worker has; return their ids and lengths."""
    return db.session.execute(
        select(WebhookEvent.id, func.octet_length(WebhookEvent.body))
        .where(
            WebhookEvent.drained_at.is_(None),
            or_(WebhookEvent.next_try_at.is_(None), WebhookEvent.next_try_at <= clock.now()),
        )
        .order_by(WebhookEvent.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    ).all()


def _bodies(event_ids: Sequence[int]) -> Mapping[int, StoredBody]:
    """Return bodies, read in PostgreSQL's binary form: as text they would be twice as long."""
    driver = cast(psycopg.Connection, db.session.connection().connection.driver_connection)
    with driver.cursor(binary=True) as cursor:
        rows = cursor.execute(_READ, (array(event_ids),)).fetchall()
    return {event_id: StoredBody(content, at) for event_id, content, at in rows}


def mark_drained(bodies: Iterable[int], unknown: Faults, failed: Faults) -> None:
    """Mark the bodies as drained; one with something that failed is tried again first."""
    now = clock.now()
    faulty = unknown.keys() | failed.keys()
    clean = [event_id for event_id in bodies if event_id not in faulty]
    db.session.execute(_DRAINED, {"now": now, "ids": array(clean)})
    for event_id in faulty:
        faults = dict.fromkeys([*unknown.get(event_id, ()), *failed.get(event_id, ())])
        event = db.session.get_one(WebhookEvent, event_id)
        event.fault = joined([*faults][:MAX_FAULTS])
        event.tries += 1
        if event_id in failed and event.tries < MAX_ATTEMPTS:
            event.next_try_at = now + FIRST_RETRY_DELAY * 8 ** (event.tries - 1)
        else:
            event.drained_at = now
    db.session.flush()
