"""The messaging limit, as WhatsApp reports it by webhook between two syncs."""

from datetime import datetime

from webapp import clock
from webapp.domain.webhook.platform_events import Limit
from webapp.models import Sender
from webapp.services.planning import replanning


def set_limit(sender: Sender, limit: Limit | None, reported_at: datetime) -> None:
    """Store the limit of the sender's portfolio, and plan the days again.

    A report older than our last sync is ignored, and so is a value that we don't know.
    """
    is_old = sender.synced_at is not None and reported_at < sender.synced_at
    if limit is None or is_old:
        return
    portfolio = replanning.lock(sender.portfolio_id)
    if portfolio.messaging_limit != limit.contacts:
        portfolio.messaging_limit = limit.contacts
        replanning.replan(portfolio, clock.now())
