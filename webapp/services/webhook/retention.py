"""Deleting webhook data that has been stored for long enough."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from webapp.extensions import db
from webapp.models import ServiceWindow, WebhookEvent
from webapp.queries.operations import settings

#: Bodies in one transaction, so that it is short.
BATCH_ROWS = 2_000


def delete_old_bodies(now: datetime) -> int:
    """Delete some of the oldest drained bodies that have expired; return how many."""
    since = now - timedelta(days=settings.retention_days())
    old = (
        select(WebhookEvent.id)
        .where(WebhookEvent.received_at < since, WebhookEvent.drained_at.is_not(None))
        .order_by(WebhookEvent.received_at)
        .limit(BATCH_ROWS)
    )
    deleted = db.session.execute(
        delete(WebhookEvent).where(WebhookEvent.id.in_(old)).returning(WebhookEvent.id)
    )
    return len(deleted.all())


def delete_closed_windows(now: datetime) -> None:
    """Delete the customer service windows that have closed."""
    db.session.execute(delete(ServiceWindow).where(ServiceWindow.open_until < now))
