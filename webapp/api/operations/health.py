"""Whether the system works, for those who watch it: states and ages, nothing of anyone's."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from webapp import clock
from webapp.api.shell import serializers
from webapp.extensions import db
from webapp.queries.operations import health, restore_guard
from webapp.queries.operations.health import Machinery, Work

bp = Blueprint("health", __name__)

Checks = dict[str, dict[str, Any]]

#: Webhook bodies are understood within seconds; a tick heals what a lost job left within 30.
LONGEST_WAIT_S = 300


@bp.get("/health")
def show() -> tuple[dict[str, Any], int]:
    """Tell how each part is; 503 when one of them does not work."""
    checks = _asked(_of_database) | _asked(_of_redis)
    works = all(check["ok"] for check in checks.values())
    return {"status": "ok" if works else "failing", "checks": checks}, 200 if works else 503


def _asked(part: Callable[[], Checks]) -> Checks:
    """Ask; a part that does not answer is told by its own check, the rest is unknown."""
    try:
        return part()
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": {"ok": False}}
    except RedisError:
        return {"redis": {"ok": False}}


def _of_database() -> Checks:
    found: Work = health.work()
    now = clock.now()
    waited = _age(found.oldest_waiting_event_at, now)
    return {
        "database": {"ok": True},
        # An older copy of the database, out of which nothing is sent until someone confirms it.
        "restore_guard": {"ok": restore_guard.raised() is None},
        "webhook": {
            "ok": waited is None or waited < LONGEST_WAIT_S,
            "last_event_at": serializers.moment(found.last_event_at),
            "last_event_age_seconds": _age(found.last_event_at, now),
            "oldest_waiting_seconds": waited,
        },
        # Long silence is no fault: a campaign of 100,000 queues more than an hour's work.
        "batches": {"ok": True, "oldest_queued_seconds": _age(found.oldest_queued_batch_at, now)},
    }


def _of_redis() -> Checks:
    found: Machinery = health.machinery()
    now = datetime.now(UTC)  # theirs is the real time, also while ours is steered
    return {
        "redis": {"ok": True},
        "workers": {
            "ok": found.workers > 0,
            "count": found.workers,
            "last_heartbeat_seconds": _age(found.last_heartbeat_at, now),
        },
        "scheduler": {
            "ok": found.is_scheduler_alive,
            "last_tick_seconds": _age(found.last_tick_at, now),
        },
    }


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, round((now - at).total_seconds()))
