"""Sending: claim a few people, call WhatsApp outside any transaction, note what came of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text, update

from webapp import clock
from webapp.domain.message_templates.sources import Text
from webapp.domain.planning import quota
from webapp.domain.planning.quiet_hours import QuietHours
from webapp.domain.planning.sending_window import SendingWindow
from webapp.domain.recipients.status import CLAIM_LEASE
from webapp.extensions import db
from webapp.models import Batch
from webapp.queries.recipients import zones
from webapp.whatsapp.messages import template_message


@dataclass(frozen=True)
class Envelope:
    """All that the messages of one batch have in common, read once."""

    batch_id: uuid.UUID
    campaign_id: uuid.UUID
    portfolio_id: int
    sender_id: int
    phone_number_id: str
    per_second: float
    window: SendingWindow
    ends_at: datetime | None  # its last day is over
    quiet_hours: QuietHours | None
    zone_groups: Sequence[str]
    template_name: str
    language: str
    components: list[Any]
    texts: dict[str, str]

    def is_open(self, now: datetime) -> bool:
        """Answer whether anybody may be written to at this moment."""
        return self.window.is_open(now) and (self.ends_at is None or now < self.ends_at)

    def awake(self, now: datetime) -> list[str] | None:
        """Answer in which zones people may be written to; None: wherever they live."""
        if self.quiet_hours is None:
            return None
        return self.quiet_hours.awake(self.zone_groups, now, self.window.zone)

    def message(self, claim: "Claim") -> dict[str, Any]:
        """Write the body that is sent for one claim."""
        return template_message(
            claim.phone_number,
            self.template_name,
            self.language,
            self.components,
            self.texts | claim.variables,
            claim.callback,
        )


def envelope(batch: Batch) -> Envelope:
    """Read what the messages of the batch have in common. Raises LookupError without a template."""
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
        campaign.window.closing(campaign.end_date) if campaign.end_date else None,
        campaign.quiet_hours,
        zones.of_batch(batch.id) if campaign.quiet_hours else (),
        template.name,
        template.language,
        campaign.components,
        {key: source.text for key, source in campaign.sources.items() if isinstance(source, Text)},
    )


@dataclass(frozen=True)
class Claim:
    """One person who is being written to now, by this worker alone."""

    recipient_id: int
    token: uuid.UUID
    phone_number: str
    variables: dict[str, str]
    attempts: int  # this one included
    history: list[dict[str, Any]] | None = None  # what became of those before

    def times_refused(self, code: int | None) -> int:
        """Count how often the person's message was refused with the code before."""
        return sum(told.get("code") == code for told in self.history or ())

    @property
    def callback(self) -> str:
        """What travels with the message and comes back in its receipts."""
        return f"{self.recipient_id}.{self.token}"


#: The last look before the call: still queued, still subscribed, campaign, template and sender
#: still fit; whoever was taken because of an open service window still has it, and it is not
#: quiet where they live. Rows that another worker or a STOP has locked are left to them. What
#: became of an earlier attempt is in the history; the row tells of this one.
#: They are found in a WITH, which is run once: a subquery of the UPDATE may be run for every row
#: that it is joined to, and each run would lock the next people, so that LIMIT limits nothing.
_CLAIM = text(
    """
    WITH fit AS MATERIALIZED (
        SELECT r.id, w.contact_id IS NOT NULL AS is_open FROM campaign_recipients r
        JOIN contacts p ON p.id = r.contact_id AND p.subscription = 'subscribed'
        JOIN marketing_campaigns c ON c.id = r.campaign_id AND c.status = 'active'
        JOIN message_templates t ON t.id = c.message_template_id AND t.status = 'APPROVED'
        JOIN senders s ON s.id = c.sender_id AND s.status = 'connected'
             AND (s.slowed_until IS NULL OR s.slowed_until <= :now)
        LEFT JOIN service_windows w ON w.sender_id = s.id AND w.contact_id = p.id
             AND w.open_until > :open_until
        WHERE r.campaign_id = :campaign AND r.batch_id = :batch AND r.status = 'queued'
          AND NOT EXISTS (SELECT 1 FROM restore_guard WHERE raised_at IS NOT NULL)
          AND (w.contact_id IS NOT NULL OR NOT r.in_service_window)
          AND (CAST(:awake AS text[]) IS NULL OR r.time_zones = ANY(CAST(:awake AS text[])))
        ORDER BY r.id LIMIT :size
        FOR UPDATE OF r SKIP LOCKED
    )
    UPDATE campaign_recipients r
    SET status = 'sending', claim_token = gen_random_uuid(), claimed_at = :now,
        lease_until = :lease_until, attempts = r.attempts + 1, wamid = NULL,
        accepted_at = NULL, held_at = NULL, sent_at = NULL,
        error_code = NULL, error_details = NULL, in_service_window = fit.is_open
    FROM fit WHERE r.id = fit.id
    RETURNING r.id, r.claim_token, r.phone_number, r.variables, r.attempts, r.history
    """
)


def claim(envelope: Envelope, size: int) -> list[Claim]:
    """Take the next people of the batch to be written to at once; none when nobody is left.

    The caller commits before WhatsApp is called. Whoever is claimed is never claimed again
    until the outcome is known.
    """
    now = clock.now()
    if not envelope.is_open(now):
        return []
    db.session.execute(update(Batch).where(Batch.id == envelope.batch_id).values(worked_at=now))
    rows = db.session.execute(
        _CLAIM,
        {
            "campaign": envelope.campaign_id,
            "batch": envelope.batch_id,
            "now": now,
            "lease_until": now + CLAIM_LEASE,
            "open_until": now + quota.CALL_MARGIN,
            "awake": envelope.awake(now),
            "size": size,
        },
    ).all()
    return [Claim(*row) for row in rows]
