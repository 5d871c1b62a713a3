"""Counting contacts for a page: at once if they are few, by a worker if they are many.

A count by a worker is a background task, and its result is cached. A page shows the last one, and
requests another when it is older than a minute. Where the basis of the count has changed, the page
says that the count is under way. See docs/decisions/0023-cached-counts.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from webapp import clock, queues
from webapp.extensions import db
from webapp.models import CachedCount, TaskKind
from webapp.services.background import tasks

FRESH_FOR = timedelta(minutes=1)
#: Cached counts are deleted after this time.
RETENTION = timedelta(days=7)


@dataclass(frozen=True)
class Countable:
    """Something to count: the basis of the count, its function, and whether it takes long."""

    subject: str
    basis: dict[str, Any]
    count: Callable[[], dict[str, Any]]
    are_many: Callable[[], bool]


@dataclass(frozen=True)
class CountResult:
    """The values of a count; `at` is None if it was counted just now."""

    values: dict[str, Any]
    at: datetime | None


def count_or_request(countable: Countable) -> CountResult | None:
    """Return the count, or None while a worker counts."""
    cached = db.session.get(CachedCount, countable.subject)
    is_valid = cached is not None and cached.basis == countable.basis
    if cached and is_valid and clock.now() - cached.counted_at < FRESH_FOR:
        return CountResult(cached.result, cached.counted_at)
    if not countable.are_many():
        return CountResult(countable.count(), None)
    _request(countable.subject)
    return CountResult(cached.result, cached.counted_at) if cached and is_valid else None


def _request(subject: str) -> None:
    """Request a count by a worker, unless one waits. The page's own transaction stays open."""
    task_id = tasks.add_unless_open(TaskKind.COUNT_CONTACTS, {"subject": subject})
    if task_id is not None:
        queues.enqueue_task(task_id)


def store(countable: Countable) -> None:
    """Count, and cache the values."""
    columns = {"basis": countable.basis, "result": countable.count(), "counted_at": clock.now()}
    row = insert(CachedCount).values(subject=countable.subject, **columns)
    db.session.execute(row.on_conflict_do_update(index_elements=["subject"], set_=columns))


def delete_expired(now: datetime) -> None:
    """Delete old counts."""
    db.session.execute(delete(CachedCount).where(CachedCount.counted_at < now - RETENTION))
