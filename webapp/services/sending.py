"""Sending: claim a few people, call WhatsApp outside any transaction, note what came of it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from webapp import clock
from webapp.domain import variable_values
from webapp.domain.variable_values import Text
from webapp.extensions import db
from webapp.models import Batch, Campaign
from webapp.whatsapp.messages import template_message

#: How long a claim may go without an outcome before it is taken for lost; longer than any call.
LEASE = timedelta(seconds=45)


@dataclass(frozen=True)
class Claim:
    """One person who is being written to now, by this worker alone."""

    recipient_id: int
    token: uuid.UUID
    phone_number: str
    variables: dict[str, str]
    attempts: int  # this one included

    @property
    def callback(self) -> str:
        """What travels with the message and comes back in its receipts."""
        return f"{self.recipient_id}.{self.token}"


#: The last look before the call: still queued, still subscribed, campaign, template and sender
#: still fit. Rows that another worker or a STOP has locked are left to them.
_CLAIM = text(
    """
    UPDATE campaign_recipients r
    SET status = 'sending', claim_token = gen_random_uuid(), claimed_at = :now,
        lease_until = :lease_until, attempts = r.attempts + 1, wamid = NULL,
        error_code = NULL, error_details = NULL
    FROM (
        SELECT r.id FROM campaign_recipients r
        JOIN contacts p ON p.id = r.contact_id AND p.subscription = 'subscribed'
        JOIN marketing_campaigns c ON c.id = r.campaign_id AND c.status = 'active'
        JOIN message_templates t ON t.id = c.message_template_id AND t.status = 'APPROVED'
        JOIN senders s ON s.id = c.sender_id AND s.status = 'connected'
             AND (s.slowed_until IS NULL OR s.slowed_until <= :now)
        WHERE r.campaign_id = :campaign AND r.batch_id = :batch AND r.status = 'queued'
        ORDER BY r.id LIMIT :size
        FOR UPDATE OF r SKIP LOCKED
    ) fit
    WHERE r.id = fit.id
    RETURNING r.id, r.claim_token, r.phone_number, r.variables, r.attempts
    """
)


def claim(batch: Batch, size: int) -> list[Claim]:
    """Take the next people of the batch to be written to at once; none when nobody is left.

    The caller commits before WhatsApp is called. Whoever is claimed is never claimed again
    until the outcome is known.
    """
    now = clock.now()
    if not batch.campaign.window.is_open(now):
        return []
    batch.worked_at = now
    rows = db.session.execute(
        _CLAIM,
        {
            "campaign": batch.campaign_id,
            "batch": batch.id,
            "now": now,
            "lease_until": now + LEASE,
            "size": size,
        },
    ).all()
    return [Claim(*row) for row in rows]


def messages(campaign: Campaign, claims: Sequence[Claim]) -> Iterator[dict[str, Any]]:
    """Write the bodies to be sent, one for each claim."""
    template = campaign.message_template
    if template is None:  # the constraint of activation
        raise LookupError(f"Campaign {campaign.id} has no message template.")
    sources = variable_values.parse(campaign.variables, template.variables)
    texts = {key: source.text for key, source in sources.items() if isinstance(source, Text)}
    for claimed in claims:
        yield template_message(
            claimed.phone_number,
            template.name,
            template.language,
            campaign.components,
            texts | claimed.variables,
            claimed.callback,
        )
