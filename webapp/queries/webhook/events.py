"""What came in by the webhook, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from webapp.extensions import db
from webapp.models import OUTBOX_KINDS, BackgroundTask, ParkedReceipt, TaskState, WebhookEvent

#: Rows of each list on the webhook's page, and how much it shows of a body.
LATEST = 20
BEGINNING = 4_000  # bytes


@dataclass(frozen=True)
class State:
    """How the webhook does; moments are None where there is nothing they are of."""

    last_received_at: datetime | None
    waiting: int
    oldest_waiting_at: datetime | None
    faulty: int
    parked: int
    oldest_parked_at: datetime | None
    given_up: int
    tasks_waiting: int
    tasks_failed: int


def state() -> State:
    """Count what waits, and what came to nothing; each with an index of its own."""
    waiting = WebhookEvent.drained_at.is_(None)
    parked = ParkedReceipt.given_up_at.is_(None)
    outbox = BackgroundTask.kind.in_(OUTBOX_KINDS)
    counted = db.session.execute(
        select(
            _ask(func.max(WebhookEvent.received_at)),
            _ask(func.count(WebhookEvent.id), waiting),
            _ask(func.min(WebhookEvent.received_at), waiting),
            _ask(func.count(WebhookEvent.id), WebhookEvent.fault.is_not(None)),
            _ask(func.count(ParkedReceipt.id), parked),
            _ask(func.min(ParkedReceipt.parked_at), parked),
            _ask(func.count(ParkedReceipt.id), ~parked),
            _ask(func.count(BackgroundTask.id), outbox, BackgroundTask.state == TaskState.WAITING),
            _ask(func.count(BackgroundTask.id), outbox, BackgroundTask.state == TaskState.FAILED),
        )
    )
    return State(*counted.one())


def _ask(what: Any, *which: ColumnElement[bool]) -> Any:
    return select(what).where(*which).scalar_subquery()


def faulty() -> Sequence[Row[Any]]:
    """List the latest bodies of which something could not be used, each with its beginning."""
    return db.session.execute(
        select(
            WebhookEvent.id,
            WebhookEvent.received_at,
            WebhookEvent.fault,
            WebhookEvent.drained_at,
            WebhookEvent.next_try_at,
            func.octet_length(WebhookEvent.body).label("length"),
            func.substring(WebhookEvent.body, 1, BEGINNING).label("beginning"),
        )
        .where(WebhookEvent.fault.is_not(None))
        .order_by(WebhookEvent.id.desc())
        .limit(LATEST)
    ).all()


def parked() -> Sequence[ParkedReceipt]:
    """List the latest receipts for messages that we don't know."""
    return db.session.scalars(
        select(ParkedReceipt).order_by(ParkedReceipt.id.desc()).limit(LATEST)
    ).all()
