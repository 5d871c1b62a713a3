"""Settings of portfolios and their senders, by administrators."""

from webapp import clock
from webapp.extensions import db
from webapp.models import Portfolio, Sender, SenderStatus
from webapp.services.accounts import audit
from webapp.services.operations import incidents
from webapp.services.planning import replanning


def set_reserve(portfolio: Portfolio, contacts: int, actor: str) -> None:
    """Set how much of the limit is kept free, and plan the days again."""
    replanning.lock(portfolio.id)
    portfolio.reserve = contacts
    db.session.flush()
    replanning.replan(portfolio, clock.now())
    audit.note(actor, "portfolio.reserve", f"portfolio {portfolio.id}", people=contacts)


def start_sender(sender: Sender, actor: str) -> None:
    """Let a stopped sender send again, after a user has checked why it stopped."""
    if sender.status == SenderStatus.CONNECTED:
        return
    sender.status, sender.stopped_reason = SenderStatus.CONNECTED, None
    incidents.close_incident("sender_stopped", f"sender {sender.id}")
    audit.note(actor, "sender.start", f"sender {sender.id}")
