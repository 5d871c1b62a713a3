"""The bodies that wait in the inbox: taken a group at a time, and settled."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast

import psycopg
from sqlalchemy import Row, func, or_, select, text

from webapp import clock
from webapp.domain.translatable import joined
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.webhook.pg_arrays import array

#: Bodies in one transaction, and their bytes: each may hold up to 1,000 updates, and a worker
#: that sends waits as long as we hold the recipients it wants to write to.
AT_ONCE = 500
BYTES_AT_ONCE = 600_000
#: A body of which something could not be applied is tried again after 1 and 8 minutes, and then
#: set aside with its fault.
TRIES = 3
FIRST_WAIT = timedelta(minutes=1)

#: Of a body with a thousand faults so many are kept.
MOST_SAID = 20
#: Texts that say what is wrong, by the body's id.
Faults = Mapping[int, Sequence[str]]

_READ = """
SELECT id, body FROM webhook_events WHERE id = ANY(CAST(%s AS bigint[])) ORDER BY id
"""
_DRAINED = text(
    """
    UPDATE webhook_events SET drained_at = :now, fault = NULL
    WHERE id = ANY(CAST(:ids AS bigint[]))
    """
)


def take() -> Mapping[int, bytes]:
    """Lock the oldest waiting bodies, not too much at once, and read them."""
    with db.session.begin_nested() as look:
        waiting = _lock(AT_ONCE)
        count, size = 0, 0
        for _, length in waiting:
            size += length
            count += 1 if size <= BYTES_AT_ONCE or not count else 0
        if count < len(waiting):
            look.rollback()  # leaves the rest to other workers
    chosen = waiting if count == len(waiting) else _lock(count)
    return _bodies([event_id for event_id, _ in chosen])


def _lock(count: int) -> Sequence[Row[int, int]]:
    """Lock the oldest bodies that nobody else has; answer their ids and lengths."""
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


def _bodies(event_ids: Sequence[int]) -> Mapping[int, bytes]:
    """Read bodies in PostgreSQL's binary form: as text, each of their bytes would be two."""
    driver = cast(psycopg.Connection, db.session.connection().connection.driver_connection)
    with driver.cursor(binary=True) as cursor:
        return dict(cursor.execute(_READ, (array(event_ids),)).fetchall())


def settle(bodies: Mapping[int, bytes], unknown: Faults, failed: Faults) -> None:
    """Note that the bodies are drained; one of which something failed is tried again first."""
    now = clock.now()
    faulty = unknown.keys() | failed.keys()
    clean = [event_id for event_id in bodies if event_id not in faulty]
    db.session.execute(_DRAINED, {"now": now, "ids": array(clean)})
    for event_id in faulty:
        said = dict.fromkeys([*unknown.get(event_id, ()), *failed.get(event_id, ())])
        event = db.session.get_one(WebhookEvent, event_id)
        event.fault = joined([*said][:MOST_SAID])
        event.tries += 1
        if event_id in failed and event.tries < TRIES:
            event.next_try_at = now + FIRST_WAIT * 8 ** (event.tries - 1)
        else:
            event.drained_at = now
    db.session.flush()
