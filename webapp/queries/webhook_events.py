"""What came in by the webhook, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from webapp.extensions import db
from webapp.models import Errand, ParkedReceipt, WebhookEvent

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
    errands: int
    errands_given_up: int


def state() -> State:
    """Count what waits, and what came to nothing."""
    waiting, oldest_waiting_at = _count(WebhookEvent.received_at, WebhookEvent.drained_at.is_(None))
    parked, oldest_parked_at = _count(ParkedReceipt.parked_at, ParkedReceipt.given_up_at.is_(None))
    return State(
        last_received_at=last_received_at(),
        waiting=waiting,
        oldest_waiting_at=oldest_waiting_at,
        faulty=_count(WebhookEvent.received_at, WebhookEvent.fault.is_not(None))[0],
        parked=parked,
        oldest_parked_at=oldest_parked_at,
        given_up=_count(ParkedReceipt.parked_at, ParkedReceipt.given_up_at.is_not(None))[0],
        errands=_count(Errand.created_at, Errand.given_up_at.is_(None))[0],
        errands_given_up=_count(Errand.created_at, Errand.given_up_at.is_not(None))[0],
    )


def _count(at: Any, which: ColumnElement[bool]) -> tuple[int, datetime | None]:
    count, oldest = db.session.execute(select(func.count(), func.min(at)).where(which)).one()
    return count, oldest


def last_received_at() -> datetime | None:
    """Answer when something came in last."""
    return db.session.scalar(select(func.max(WebhookEvent.received_at)))


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


def errands_given_up() -> Sequence[Errand]:
    """List what was to be done and came to nothing too often, the latest first."""
    return db.session.scalars(
        select(Errand)
        .where(Errand.given_up_at.is_not(None))
        .order_by(Errand.id.desc())
        .limit(LATEST)
    ).all()
