"""Campaigns, recipients and contacts as JSON."""

from datetime import UTC, date, datetime, time
from typing import Any

from webapp.api.campaigns import options
from webapp.api.shell.field_types import WEEKDAYS
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.sending import error_policy, marketing_cap
from webapp.domain.webhook.events import ProviderFault
from webapp.models import Campaign, Contact, Recipient, Sender
from webapp.queries.campaigns.campaign_dates import CampaignDates
from webapp.queries.campaigns.statistics import Statistics

Json = dict[str, Any]

#: Only campaigns in these statuses have a plan; a paused campaign has none.
PLANNED = (CampaignStatus.ACTIVE, CampaignStatus.COMPLETED)


def timestamp(at: datetime | None) -> str | None:
    """Return a time in ISO 8601 format, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else None


def iso_date(on: date | None) -> str | None:
    return on.isoformat() if on else None


def campaign(campaign: Campaign, counts: Statistics, span: CampaignDates, today: date) -> Json:
    """Return a campaign with the short form of its statistics."""
    template = campaign.message_template
    return {
        "id": str(campaign.id),
        "name": campaign.name,
        "description": campaign.description,
        "status": campaign.status,
        "pause_reason": campaign.pause_reason,
        "pause_details": campaign.pause_details,
        "scheduled": is_scheduled(campaign, today),
        "template_name": template.name if template else None,
        "template_language": template.language if template else None,
        "sender": sender(campaign.sender),
        "daily_send_limit": campaign.daily_send_limit,
        "priority": campaign.priority,
        "initial_group": campaign.initial_group,
        "rest_held": campaign.rest_held,
        "start_date": iso_date(campaign.start_date),
        "timezone": campaign.timezone,
        "send_window": send_window(campaign),
        "when_capped": campaign.when_capped,
        "weekdays": [WEEKDAYS[number] for number in campaign.weekdays],
        **options.options_of(campaign),
        "variables": campaign.variables,
        "target_audience": campaign.target_audience,
        "created_by": campaign.created_by,
        "created_at": timestamp(campaign.created_at),
        "activated_at": timestamp(campaign.activated_at),
        "completed_at": timestamp(campaign.completed_at),
        "cancelled_at": timestamp(campaign.cancelled_at),
        "estimated_completion_date": estimated_completion_date(campaign, span),
        "warnings": campaign.link_warnings(span.last if campaign.status in PLANNED else None),
        "statistics": {
            "total": counts.total,
            "sent": counts.sent,
            "progress_percentage": counts.progress_percentage,
        },
    }


def is_scheduled(campaign: Campaign, today: date) -> bool:
    """Return whether the campaign is active and its first day is in the future."""
    begins = campaign.start_date
    return campaign.status == CampaignStatus.ACTIVE and begins is not None and begins > today


def estimated_completion_date(campaign: Campaign, span: CampaignDates) -> str | None:
    """Return the last day of the plan; None if there is no plan."""
    return iso_date(span.last) if campaign.status in PLANNED else None


def sender(sender: Sender) -> Json:
    return {
        "id": sender.id,
        "phone_number_id": sender.phone_number_id,
        "display_phone_number": sender.display_phone_number,
    }


def send_window(campaign: Campaign) -> Json | None:
    """Return the hours in request format; None if every hour is allowed."""
    opens, closes = campaign.window_opens, campaign.window_closes
    if opens == closes == time(0):
        return None
    return {
        "from": f"{opens:%H:%M}",
        "to": "24:00" if closes == time(0) else f"{closes:%H:%M}",
    }


#: The timestamps of a recipient, in their usual order.
TIMESTAMPS = (
    "queued_at",
    "accepted_at",
    "sent_at",
    "delivered_at",
    "read_at",
    "failed_at",
    "next_attempt_at",
)


def recipient(recipient: Recipient) -> Json:
    """Return one recipient of a campaign."""
    return {
        "phone_number": recipient.phone_number,
        "user_id": recipient.known_user_id,
        "name": recipient.contact.name if recipient.contact else "",
        "status": recipient.status,
        "skip_reason": recipient.skip_reason,
        "position": recipient.position,
        "variables": recipient.variables,
        "attempts": recipient.attempts,
        "whatsapp_message_id": recipient.wamid,
        "error": error(recipient),
        **{name: timestamp(getattr(recipient, name)) for name in TIMESTAMPS},
    }


def error(recipient: Recipient) -> Json | None:
    """Return why WhatsApp rejected the last attempt, and what can be done."""
    details = recipient.error_details or recipient.error_reason
    if recipient.error_code is None and details is None:
        return None
    policy = error_policy.classify(ProviderFault(recipient.error_code, ""))
    country = recipient.contact.country if recipient.contact else ""
    return {
        "code": recipient.error_code,
        "reason": policy.reason,
        "advice": marketing_cap.advice_for(policy, recipient.error_code, country),
        "details": details,
    }


def contact(contact: Contact) -> Json:
    """Return a contact with its subscription events, latest first."""
    return {
        "phone_number": contact.phone_number,
        "user_id": contact.user_id,
        "username": contact.username,
        "name": contact.name,
        "country": contact.country,
        "attributes": contact.attributes,
        "subscription": contact.subscription,
        "created_at": timestamp(contact.created_at),
        "updated_at": timestamp(contact.updated_at),
        "consent_events": [
            {
                "kind": event.kind,
                "source": event.source,
                "actor": event.actor,
                "words": event.words or event.reason or "",
                "occurred_at": timestamp(event.occurred_at),
            }
            for event in contact.consent_events
        ],
    }
