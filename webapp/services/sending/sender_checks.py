"""The state of senders: their quality, and the end of a ban."""

from datetime import datetime

from sqlalchemy import select

from webapp.domain.campaigns.status import PauseReason
from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import Campaign, Sender, SenderStatus
from webapp.services.campaigns import pauses
from webapp.services.message_templates import reviews
from webapp.services.operations import fault_isolation, incidents


def check_all(now: datetime) -> None:
    """Check every sender, and start those whose ban is over. Commits."""
    ids = db.session.scalars(select(Sender.id).order_by(Sender.id)).all()
    fault_isolation.each_in_own_transaction(
        "senders", "sender", ids, lambda sender_id: _check(sender_id, now)
    )


def _check(sender_id: int, now: datetime) -> None:
    sender = db.session.get_one(Sender, sender_id)
    if sender.stopped_until and sender.stopped_until <= now:
        start(sender)
    check_quality(sender)


def check_quality(sender: Sender) -> None:
    """Keep an incident open while the quality of the sender's number is low."""
    tell = reviews.LOW.get(sender.quality_rating)
    advice = coded("operations.sender_quality_advice")
    message = coded("operations.sender_quality", sender=sender.label, tell=tell, advice=advice)
    incidents.hold("sender_quality", f"sender {sender.id}", message if tell else None)


def start(sender: Sender) -> None:
    """Let a sender that WhatsApp had stopped send again, and resume its campaigns."""
    sender.stopped_until = None
    if sender.status == SenderStatus.CONNECTED:
        return
    sender.status, sender.stopped_reason = SenderStatus.CONNECTED, None
    incidents.close_incident("sender_stopped", f"sender {sender.id}")
    pauses.resume_all(Campaign.sender_id == sender.id, PauseReason.SENDER)
