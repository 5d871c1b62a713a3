"""Forgetting what came in by the webhook, once it has been kept for long enough."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from webapp.extensions import db
from webapp.models import ServiceWindow, WebhookEvent
from webapp.queries.operations import settings

#: So many at a time, in one transaction: nobody waits for it.
AT_ONCE = 2_000


def forget_bodies(now: datetime) -> int:
    """Forget some of the oldest bodies that are of age and understood; answer how many."""
    since = now - timedelta(days=settings.retention_days())
    old = (
        select(WebhookEvent.id)
        .where(WebhookEvent.received_at < since, WebhookEvent.drained_at.is_not(None))
        .order_by(WebhookEvent.received_at)
        .limit(AT_ONCE)
    )
    gone = db.session.execute(
        delete(WebhookEvent).where(WebhookEvent.id.in_(old)).returning(WebhookEvent.id)
    )
    return len(gone.all())


def forget_windows(now: datetime) -> None:
    """Forget the service windows that have closed."""
    db.session.execute(delete(ServiceWindow).where(ServiceWindow.open_until < now))
