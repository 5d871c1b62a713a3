"""The shared values of a batch's messages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.domain.contacts.address import Address
from webapp.domain.message_templates.sources import Text
from webapp.domain.planning.quiet_hours import QuietHours
from webapp.domain.planning.sending_window import SendingWindow
from webapp.domain.sending import routing
from webapp.domain.sending.routing import Endpoint, MarketingSettings
from webapp.models import Batch
from webapp.queries.recipients import zones
from webapp.whatsapp.messages import template_message


@dataclass(frozen=True)
class Envelope:
    """The shared values of one batch's messages, read once."""

    batch_id: uuid.UUID
    campaign_id: uuid.UUID
    portfolio_id: int
    sender_id: int
    phone_number_id: str
    per_second: float
    window: SendingWindow
    ends_at: datetime | None  # no more claims on the campaign's last day from then on
    quiet_hours: QuietHours | None
    zone_groups: Sequence[str]
    template_name: str
    language: str
    message_version: int
    components: list[Any]
    texts: dict[str, str]
    waba_id: str
    template_id: str  # WhatsApp's own
    endpoint: Endpoint
    marketing: MarketingSettings

    def is_open(self, now: datetime) -> bool:
        """Return whether anything may be sent at this moment."""
        return self.window.is_open(now) and (self.ends_at is None or now < self.ends_at)

    def awake(self, now: datetime) -> list[str] | None:
        """Return the zones in which messages may be sent now; None for every zone."""
        if self.quiet_hours is None:
            return None
        return self.quiet_hours.awake(self.zone_groups, now, self.window.zone)

    def message(self, to: Address, variables: dict[str, str], callback: str) -> dict[str, Any]:
        """Return the body to send to one recipient. Raises KeyError for a missing variable."""
        return template_message(
            to,
            self.template_name,
            self.language,
            self.components,
            self.texts | variables,
            callback,
        )


def for_batch(batch: Batch) -> Envelope:
    """Return the envelope of the batch. Raises LookupError without a message template."""
    campaign = batch.campaign
    template = campaign.message_template
    if template is None:
        raise LookupError(f"Campaign {campaign.id} has no message template.")
    return Envelope(
        batch.id,
        campaign.id,
        campaign.sender.portfolio_id,
        campaign.sender_id,
        campaign.sender.phone_number_id,
        campaign.sender.messages_per_second,
        campaign.window,
        campaign.end.last_claim if campaign.end else None,
        campaign.quiet_hours,
        zones.for_batch(batch.id) if campaign.quiet_hours else (),
        template.name,
        template.language,
        campaign.message_version,
        campaign.components,
        {key: source.text for key, source in campaign.sources.items() if isinstance(source, Text)},
        template.waba_id,
        template.provider_id,
        routing.endpoint(template.category, campaign.sender.marketing),
        campaign.sender.marketing,
    )
