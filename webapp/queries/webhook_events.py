"""What came in by the webhook."""

from collections.abc import Sequence

from sqlalchemy import func, select

from webapp.extensions import db
from webapp.models import WebhookEvent

#: Bodies among which we look for some that could not be used.
LATEST = 10_000


def last() -> WebhookEvent | None:
    """Answer the body that came last."""
    return db.session.scalar(select(WebhookEvent).order_by(WebhookEvent.id.desc()).limit(1))


def waiting() -> int:
    """Count the bodies that have not been understood yet."""
    undrained = select(func.count()).where(WebhookEvent.drained_at.is_(None))
    return db.session.scalar(undrained) or 0


def faulty(limit: int = 20) -> Sequence[WebhookEvent]:
    """List the latest bodies of which something could not be used."""
    newest = select(func.max(WebhookEvent.id)).scalar_subquery()
    return db.session.scalars(
        select(WebhookEvent)
        .where(WebhookEvent.id > newest - LATEST, WebhookEvent.fault.is_not(None))
        .order_by(WebhookEvent.id.desc())
        .limit(limit)
    ).all()
