"""Health checks for monitoring: states and ages, no personal data."""

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

#: Webhook bodies are processed within seconds; after a lost job, within 30.
MAX_WAIT_SECONDS = 300


@bp.get("/health")
def show() -> tuple[dict[str, Any], int]:
    """Return the state of each component; 503 if one of them does not work."""
    checks = _checked(_of_database) | _checked(_of_redis)
    works = all(check["ok"] for check in checks.values())
    return {"status": "ok" if works else "failing", "checks": checks}, 200 if works else 503


def _checked(part: Callable[[], Checks]) -> Checks:
    """Return a component's checks; without a response it fails, the rest is unknown."""
    try:
        return part()
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": {"ok": False}}
    except RedisError:
        return {"redis": {"ok": False}}


def _of_database() -> Checks:
    work: Work = health.work()
    now = clock.now()
    waited = _age(work.oldest_waiting_event_at, now)
    return {
        "database": {"ok": True},
        # Restored from a backup: nothing is sent until an administrator confirms the database.
        "restore_guard": {"ok": restore_guard.raised() is None},
        "webhook": {
            "ok": waited is None or waited < MAX_WAIT_SECONDS,
            "last_event_at": serializers.timestamp(work.last_event_at),
            "last_event_age_seconds": _age(work.last_event_at, now),
            "oldest_waiting_seconds": waited,
        },
        # A long delay is no fault: a campaign of 100,000 queues more than an hour's work.
        "batches": {"ok": True, "oldest_queued_seconds": _age(work.oldest_queued_batch_at, now)},
    }


def _of_redis() -> Checks:
    machinery: Machinery = health.machinery()
    redis = health.redis_state()
    now = datetime.now(UTC)  # Redis uses real time, even when our clock is simulated
    return {
        "redis": {
            "ok": redis.accepts_writes and not redis.may_evict,
            "accepts_writes": redis.accepts_writes,
            "may_evict": redis.may_evict,
        },
        "workers": {
            "ok": machinery.workers > 0,
            "count": machinery.workers,
            "last_heartbeat_seconds": _age(machinery.last_heartbeat_at, now),
        },
        "scheduler": {
            "ok": machinery.is_scheduler_alive,
            "last_tick_seconds": _age(machinery.last_tick_at, now),
        },
    }


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, round((now - at).total_seconds()))
