"""Understanding what the webhook took in."""

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services import remedies, webhook_events
from webapp.services.outcomes import Refusal


def drain_webhook_events() -> None:
    """Apply the waiting bodies until none is left. Safe to run twice at once."""
    while True:
        drained, refusals = webhook_events.drain()
        db.session.commit()
        act(refusals)
        if not drained:
            return


def act(refusals: list[Refusal]) -> None:
    """Act on refusals that receipts brought, campaign by campaign."""
    by_recipient = {refusal.recipient_id: refusal for refusal in refusals}
    rows = db.session.execute(
        select(Recipient.id, Campaign).join(Campaign).where(Recipient.id.in_(by_recipient))
    ).all()
    for recipient_id, campaign in rows:
        remedies.apply(campaign, [by_recipient[recipient_id]])
        db.session.commit()
