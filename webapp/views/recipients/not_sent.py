"""Why one recipient is not sent to: texts and times for their page."""

from datetime import datetime

from webapp import clock
from webapp.domain.recipients import country_rules
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.models import Campaign, Recipient
from webapp.queries.sending import marketing_holds


def country_reason(recipient: Recipient) -> str | None:
    """Return why the country of a recipient who was skipped for it is not allowed."""
    contact = recipient.contact
    if contact is None or recipient.skip_reason != SkipReason.COUNTRY_NOT_ALLOWED:
        return None
    return country_rules.reason_for(contact.country)


def held_until(campaign: Campaign, recipient: Recipient) -> datetime | None:
    """Return until when a waiting recipient gets no marketing; None where that is not so."""
    if recipient.status not in (RecipientStatus.PENDING, RecipientStatus.QUEUED):
        return None
    return marketing_holds.end_for(campaign, recipient.contact_id, clock.now())
