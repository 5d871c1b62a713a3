"""The state of the webhook, and what could not be processed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from webapp.domain.webhook.fields import READ_FIELDS
from webapp.extensions import db
from webapp.models import (
    OUTBOX_KINDS,
    BackgroundTask,
    ParkedReceipt,
    TaskState,
    UnusedItem,
    WebhookEvent,
)

#: Rows of each list on the webhook's page, and how much of a body it shows.
LIST_ROWS = 20
UNUSED_ROWS = 100
EXCERPT_BYTES = 4_000


@dataclass(frozen=True)
class State:
    """Counts of waiting and failed items; times are None if there are none."""

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
    """Return the counts of waiting and failed items; each count has its own index."""
    waiting = WebhookEvent.drained_at.is_(None)
    parked = ParkedReceipt.given_up_at.is_(None)
    outbox = BackgroundTask.kind.in_(OUTBOX_KINDS)
    is_waiting = BackgroundTask.state == TaskState.WAITING
    has_failed = BackgroundTask.state == TaskState.FAILED
    counts = db.session.execute(
        select(
            _scalar(func.max(WebhookEvent.received_at)),
            _scalar(func.count(WebhookEvent.id), waiting),
            _scalar(func.min(WebhookEvent.received_at), waiting),
            _scalar(func.count(WebhookEvent.id), WebhookEvent.fault.is_not(None)),
            _scalar(func.count(ParkedReceipt.id), parked),
            _scalar(func.min(ParkedReceipt.parked_at), parked),
            _scalar(func.count(ParkedReceipt.id), ~parked),
            _scalar(func.count(BackgroundTask.id), outbox, is_waiting),
            _scalar(func.count(BackgroundTask.id), outbox, has_failed),
        )
    )
    return State(*counts.one())


def _scalar(value: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(value).where(*conditions).scalar_subquery()


#: How long a body is, and its beginning.
_EXCERPT = (
    func.octet_length(WebhookEvent.body).label("length"),
    func.substring(WebhookEvent.body, 1, EXCERPT_BYTES).label("excerpt"),
)


def faulty() -> Sequence[Row[Any]]:
    """Return the latest bodies that could not be processed completely, each with an excerpt."""
    return db.session.execute(
        select(
            WebhookEvent.id,
            WebhookEvent.received_at,
            WebhookEvent.fault,
            WebhookEvent.drained_at,
            WebhookEvent.next_try_at,
            *_EXCERPT,
        )
        .where(WebhookEvent.fault.is_not(None))
        .order_by(WebhookEvent.id.desc())
        .limit(LIST_ROWS)
    ).all()


def unused() -> Sequence[Row[Any]]:
    """Return what the product does not use yet, the most frequent first, each with an example."""
    return db.session.execute(
        select(
            UnusedItem.name,
            UnusedItem.times,
            UnusedItem.last_received_at,
            *_EXCERPT,
        )
        .outerjoin(WebhookEvent, WebhookEvent.id == UnusedItem.last_event_id)
        .where(UnusedItem.name.not_in(READ_FIELDS))  # counted by an earlier version
        .order_by(UnusedItem.times.desc(), UnusedItem.name)
        .limit(UNUSED_ROWS)
    ).all()


def parked() -> Sequence[ParkedReceipt]:
    """Return the latest receipts for messages that we do not know."""
    return db.session.scalars(
        select(ParkedReceipt).order_by(ParkedReceipt.id.desc()).limit(LIST_ROWS)
    ).all()
