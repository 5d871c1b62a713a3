"""The messaging limit, as WhatsApp tells it between two times that we ask."""

from datetime import datetime

from webapp import clock
from webapp.domain.webhook.platform_events import Limit
from webapp.models import Sender
from webapp.services.planning import replanning


def set_limit(sender: Sender, limit: Limit | None, told_at: datetime) -> None:
    """Take over the limit of the sender's portfolio, and plan the days anew.

    News that is older than our own question is none, and neither is a word we don't know.
    """
    is_old = sender.synced_at is not None and told_at < sender.synced_at
    if limit is None or is_old:
        return
    portfolio = replanning.lock(sender.portfolio_id)
    if portfolio.messaging_limit != limit.people:
        portfolio.messaging_limit = limit.people
        replanning.replan(portfolio, clock.now())
