"""Detecting a silent webhook: no receipts although messages were sent."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import Portfolio, QuotaUse, WebhookEvent
from webapp.services.operations import incidents

#: After this time without a receipt something is wrong with the webhook.
RECEIPT_TIMEOUT = timedelta(minutes=15)


def check(now: datetime) -> None:
    """Keep an incident open for each portfolio that sent messages and got no receipts."""
    last = db.session.scalar(select(func.max(WebhookEvent.received_at)))
    for portfolio_id in db.session.scalars(select(Portfolio.id)):
        unanswered = select(QuotaUse.contact_id).where(
            QuotaUse.portfolio_id == portfolio_id,
            QuotaUse.written_at <= now - RECEIPT_TIMEOUT,
        )
        if last is not None:
            unanswered = unanswered.where(QuotaUse.written_at > last)
        is_silent = db.session.scalar(unanswered.limit(1)) is not None
        message = coded("operations.webhook_silent")
        incidents.hold(
            "webhook_silent", f"portfolio {portfolio_id}", message if is_silent else None
        )
