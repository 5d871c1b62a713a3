"""Receive WhatsApp's webhooks, and process them."""

from typing import Any

from jobs.drain_webhook_events import drain_webhook_events
from tests.support import payloads
from tests.support.factories import an_active_campaign
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Incident, Recipient
from webapp.services.planning import quota_ledger
from webapp.services.webhook.inbox import inbox


def receive(*changes: dict[str, Any]) -> None:
    """Receive one body with these changes."""
    receive_body(payloads.body(*changes))


def receive_body(body: bytes) -> None:
    """Receive a body and drain it."""
    inbox.store(body)
    db.session.commit()
    drain_webhook_events()
    db.session.expire_all()


def now() -> float:
    """Return the current time in WhatsApp's format."""
    return clock.now().timestamp()


def a_sent_campaign(numbers: list[str] | int = 1, **attributes: Any) -> Campaign:
    """Return a campaign with messages that WhatsApp has accepted just now."""
    campaign = an_active_campaign(numbers, **attributes)
    for one in recipients_of(campaign):
        one.status, one.attempts, one.wamid = RecipientStatus.SENT, 1, f"wamid.{one.id}"
        one.accepted_at = one.claimed_at = clock.now()
        one.claim_token = f"00000000-0000-0000-0000-{one.id:012}"
        quota_ledger.write(campaign.sender.portfolio_id, [one.contact_id], clock.now())
    db.session.commit()
    return campaign


def recipients_of(campaign: Campaign) -> list[Recipient]:
    """Return the campaign's recipients, in order."""
    chosen = db.select(Recipient).filter_by(campaign_id=campaign.id).order_by(Recipient.position)
    return list(db.session.scalars(chosen))


def the_contact(number: str) -> Contact:
    """Return the contact with this number."""
    return db.session.scalars(db.select(Contact).filter_by(phone_number=number)).one()


def open_incidents() -> list[str]:
    """Return the kinds of the incidents that staff see now."""
    chosen = db.select(Incident.kind).filter_by(ended_at=None).order_by(Incident.kind)
    return list(db.session.scalars(chosen))
