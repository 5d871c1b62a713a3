"""Incidents that follow from how things stand: they open and close by themselves."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from webapp.domain.campaigns.status import PauseReason
from webapp.domain.translatable import N_
from webapp.extensions import db
from webapp.models import (
    Campaign,
    Portfolio,
    QuotaUse,
    Sender,
    SenderStatus,
    WebhookEvent,
)
from webapp.services.background import bisecting
from webapp.services.campaigns import missed_starts, pauses
from webapp.services.contacts import identity
from webapp.services.message_templates import reviews
from webapp.services.operations import incidents

NOTICE = "account_notice"
#: After so long without a receipt something is wrong with the webhook.
SILENCE = timedelta(minutes=15)


def review(now: datetime) -> None:
    """Look at all that has a condition, and end what was told for long enough. Commits."""
    reviews.review_all()
    senders = db.session.scalars(select(Sender.id).order_by(Sender.id)).all()
    bisecting.each_in_own_transaction(
        "senders", "sender", senders, lambda key: _review_sender(key, now)
    )
    review_webhook(now)
    identity.close_conflicts()
    incidents.close_older(NOTICE, now - incidents.NOTICE)
    missed_starts.stop_telling(now)
    db.session.commit()


def _review_sender(sender_id: int, now: datetime) -> None:
    sender = db.session.get_one(Sender, sender_id)
    if sender.stopped_until and sender.stopped_until <= now:
        start(sender)
    review_sender(sender)


def review_sender(sender: Sender) -> None:
    """Tell of a number's quality."""
    tell = reviews.LOW.get(sender.quality_rating)
    advice = N_("People block or report its messages: write to fewer people, or better.")
    message = tell and N_(
        "%(sender)s: its quality is %(tell)s. %(advice)s",
        sender=sender.label,
        tell=tell,
        advice=advice,
    )
    incidents.hold("sender_quality", f"sender {sender.id}", message)


def review_webhook(now: datetime) -> None:
    """Tell when messages went out and nothing has come back for a while."""
    last = db.session.scalar(select(func.max(WebhookEvent.received_at)))
    for portfolio_id in db.session.scalars(select(Portfolio.id)):
        unanswered = select(QuotaUse.contact_id).where(
            QuotaUse.portfolio_id == portfolio_id,
            QuotaUse.written_at <= now - SILENCE,
        )
        if last is not None:
            unanswered = unanswered.where(QuotaUse.written_at > last)
        is_silent = db.session.scalar(unanswered.limit(1)) is not None
        message = N_(
            "No delivery reports for 15 minutes. Check the webhook: its address, and its "
            "subscribed fields in WhatsApp's settings."
        )
        incidents.hold(
            "webhook_silent", f"portfolio {portfolio_id}", message if is_silent else None
        )


def start(sender: Sender) -> None:
    """Let a number send again that WhatsApp had stopped, and its campaigns go on."""
    sender.stopped_until = None
    if sender.status == SenderStatus.CONNECTED:
        return
    sender.status, sender.stopped_reason = SenderStatus.CONNECTED, ""
    incidents.close_incident("sender_stopped", f"sender {sender.id}")
    pauses.resume_all(Campaign.sender_id == sender.id, PauseReason.SENDER)
