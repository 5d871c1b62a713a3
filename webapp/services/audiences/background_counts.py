"""Counting people for a page: at once where they are few, by a worker where they are many.

A count by a worker is kept. A page shows the last one, and has another made where that is not of
this minute; where what is counted has changed meanwhile, the page says that it is being counted.
See docs/decisions/0023-cached-counts.md.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redis import RedisError
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Count
from webapp.services.accounts import rate_limiter

FRESH = timedelta(minutes=1)
#: A worker is asked for one count at most so often.
ASKED_EVERY = timedelta(seconds=3)
#: Counts at which nobody has looked for so long are forgotten.
FORGOTTEN_AFTER = timedelta(days=7)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Countable:
    """What is counted, what the count depends on, how it is done, and whether it takes long."""

    subject: str
    basis: dict[str, Any]
    count: Callable[[], dict[str, Any]]
    are_many: Callable[[], bool]


@dataclass(frozen=True)
class Counted:
    """What was found; `at` is None where it was counted just now."""

    found: dict[str, Any]
    at: datetime | None


def look(wanted: Countable) -> Counted | None:
    """Answer the count, or None while a worker is at it."""
    kept = db.session.get(Count, wanted.subject)
    fits = kept is not None and kept.basis == wanted.basis
    if kept and fits and clock.now() - kept.counted_at < FRESH:
        return Counted(kept.found, kept.counted_at)
    if not wanted.are_many():
        return Counted(wanted.count(), None)
    _ask(wanted.subject)
    return Counted(kept.found, kept.counted_at) if kept and fits else None


def _ask(subject: str) -> None:
    """Have a worker count, unless one was asked a moment ago."""
    try:
        is_first = rate_limiter.count(f"count:{subject}", ASKED_EVERY).times == 1
    except RedisError as error:
        log.warning("Nobody can be asked to count: %s", error)
    else:
        if is_first:
            queues.enqueue_best_effort("count_people", subject)


def keep(wanted: Countable) -> None:
    """Count, and keep what was found."""
    values = {"basis": wanted.basis, "found": wanted.count(), "counted_at": clock.now()}
    kept = insert(Count).values(subject=wanted.subject, **values)
    db.session.execute(kept.on_conflict_do_update(index_elements=["subject"], set_=values))


def forget_old(now: datetime) -> None:
    """Forget what was counted long ago."""
    db.session.execute(delete(Count).where(Count.counted_at < now - FORGOTTEN_AFTER))
