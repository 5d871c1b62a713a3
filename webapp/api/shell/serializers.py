"""How campaigns, recipients and contacts are shown to programs."""

from datetime import UTC, date, datetime, time
from typing import Any

from webapp.api.campaigns import options
from webapp.api.shell.field_types import WEEKDAYS
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.sending import error_policy
from webapp.domain.webhook.events import ProviderFault
from webapp.models import Campaign, Contact, Recipient, Sender
from webapp.queries.campaigns.campaign_dates import CampaignDates
from webapp.queries.campaigns.statistics import Statistics

Shown = dict[str, Any]

#: The plan of these is the plan of what will happen; a paused campaign has none.
PLANNED = (CampaignStatus.ACTIVE, CampaignStatus.COMPLETED)


def moment(at: datetime | None) -> str | None:
    """Write a moment in ISO 8601, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else None


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def campaign(shown: Campaign, counts: Statistics, span: CampaignDates, today: date) -> Shown:
    """Show a campaign with the short form of its statistics."""
    template = shown.message_template
    return {
        "id": str(shown.id),
        "name": shown.name,
        "description": shown.description,
        "status": shown.status,
        "pause_reason": shown.pause_reason,
        "pause_details": shown.pause_details,
        "scheduled": is_scheduled(shown, today),
        "template_name": template.name if template else None,
        "template_language": template.language if template else None,
        "sender": sender(shown.sender),
        "daily_send_limit": shown.daily_send_limit,
        "priority": shown.priority,
        "initial_group": shown.initial_group,
        "rest_held": shown.rest_held,
        "start_date": day(shown.start_date),
        "timezone": shown.timezone,
        "send_window": send_window(shown),
        "when_capped": shown.when_capped,
        "weekdays": [WEEKDAYS[number] for number in shown.weekdays],
        **options.shown(shown),
        "variables": shown.variables,
        "target_audience": shown.target_audience,
        "created_by": shown.created_by,
        "created_at": moment(shown.created_at),
        "activated_at": moment(shown.activated_at),
        "completed_at": moment(shown.completed_at),
        "cancelled_at": moment(shown.cancelled_at),
        "estimated_completion_date": estimated_completion_date(shown, span),
        "statistics": {
            "total": counts.total,
            "sent": counts.sent,
            "progress_percentage": counts.progress_percentage,
        },
    }


def is_scheduled(shown: Campaign, today: date) -> bool:
    """Return whether the campaign is active and its first day lies ahead."""
    begins = shown.start_date
    return shown.status == CampaignStatus.ACTIVE and begins is not None and begins > today


def estimated_completion_date(shown: Campaign, span: CampaignDates) -> str | None:
    """Return the last day of the plan, null while there is none."""
    return day(span.last) if shown.status in PLANNED else None


def sender(shown: Sender) -> Shown:
    return {
        "id": shown.id,
        "phone_number_id": shown.phone_number_id,
        "display_phone_number": shown.display_phone_number,
    }


def send_window(shown: Campaign) -> Shown | None:
    """Show the hours as they are given; null for any hour."""
    opens, closes = shown.window_opens, shown.window_closes
    if opens == closes == time(0):
        return None
    return {
        "from": f"{opens:%H:%M}",
        "to": "24:00" if closes == time(0) else f"{closes:%H:%M}",
    }


#: The moments of a recipient, in the order in which they come.
MOMENTS = (
    "queued_at",
    "accepted_at",
    "sent_at",
    "delivered_at",
    "read_at",
    "failed_at",
    "next_attempt_at",
)


def recipient(shown: Recipient) -> Shown:
    """Show where one person stands in a campaign."""
    return {
        "phone_number": shown.phone_number,
        "name": shown.contact.name if shown.contact else "",
        "status": shown.status,
        "skip_reason": shown.skip_reason,
        "position": shown.position,
        "variables": shown.variables,
        "attempts": shown.attempts,
        "whatsapp_message_id": shown.wamid,
        "error": error(shown),
        **{name: moment(getattr(shown, name)) for name in MOMENTS},
    }


def error(shown: Recipient) -> Shown | None:
    """Show why WhatsApp refused the last attempt, in plain words, and what can be done."""
    details = shown.error_details or shown.error_reason
    if shown.error_code is None and details is None:
        return None
    policy = error_policy.classify(ProviderFault(shown.error_code, ""))
    return {
        "code": shown.error_code,
        "reason": policy.reason,
        "advice": policy.advice,
        "details": details,
    }


def contact(shown: Contact) -> Shown:
    """Show a contact, and how it came to its subscription, the latest first."""
    return {
        "phone_number": shown.phone_number,
        "name": shown.name,
        "country": shown.country,
        "attributes": shown.attributes,
        "subscription": shown.subscription,
        "created_at": moment(shown.created_at),
        "updated_at": moment(shown.updated_at),
        "consent_events": [
            {
                "kind": event.kind,
                "source": event.source,
                "actor": event.actor,
                "words": event.words or event.reason or "",
                "occurred_at": moment(event.occurred_at),
            }
            for event in shown.consent_events
        ],
    }
