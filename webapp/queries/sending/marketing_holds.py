"""Who gets no marketing for a while, because WhatsApp has held a message back."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select

from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending.marketing_cap import is_marketing
from webapp.extensions import db
from webapp.models import Campaign, MarketingHold, Recipient


class Held(NamedTuple):
    """Recipients of a campaign who wait for no other reason, and when the first may be sent to."""

    recipients: int
    ends_at: datetime | None


def end_for(campaign: Campaign, contact_id: int | None, now: datetime) -> datetime | None:
    """Return until when the campaign may not send to the contact; None where it may."""
    template = campaign.message_template
    if contact_id is None or template is None or not is_marketing(template.category):
        return None
    hold = select(MarketingHold.held_until).where(
        MarketingHold.contact_id == contact_id, MarketingHold.held_until > now
    )
    return db.session.scalar(hold)


def in_campaign(campaign: Campaign, now: datetime, until: datetime | None = None) -> Held:
    """Return the campaign's recipients who are due but held at least until then, or now."""
    template = campaign.message_template
    if template is None or not is_marketing(template.category):
        return Held(0, None)
    row = db.session.execute(
        select(func.count(), func.min(MarketingHold.held_until))
        .join(Recipient, Recipient.contact_id == MarketingHold.contact_id)
        .where(
            MarketingHold.held_until > (until or now),
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.PENDING,
            or_(Recipient.next_attempt_at.is_(None), Recipient.next_attempt_at <= now),
        )
    ).one()
    return Held(*row)
