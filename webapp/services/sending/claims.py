"""Claiming recipients for one worker, and expiring lost claims."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text, update

from webapp import clock
from webapp.domain.contacts.address import Address
from webapp.domain.planning import quota
from webapp.domain.planning.sending_end import CLAIM_MARGIN
from webapp.domain.recipients.status import CLAIM_LEASE
from webapp.domain.sending.marketing_cap import OTHER_CATEGORIES
from webapp.extensions import db
from webapp.models import Batch
from webapp.services.planning import quota_ledger
from webapp.services.sending.envelopes import Envelope


@dataclass(frozen=True)
class Claim:
    """One recipient who is being sent to now, only by this worker."""

    recipient_id: int
    token: uuid.UUID
    address: Address
    variables: dict[str, str]
    attempts: int  # including this one
    history: list[dict[str, Any]] | None = None  # the failures of earlier attempts

    def times_refused(self, code: int | None) -> int:
        """Return how often the message to this recipient was refused with the code before."""
        return sum(failure.get("code") == code for failure in self.history or ())

    @property
    def callback(self) -> str:
        """Return the text that is sent with the message and returned in its receipts."""
        return f"{self.recipient_id}.{self.token}"


#: The last check before the call: the recipient is still queued and subscribed; campaign, template
#: and sender are usable; the campaign's message is still the envelope's; its offer does not end
#: before the call; an open service window, if needed, is still open; no quiet hours in the
#: recipient's zone; the contact's country is allowed; WhatsApp has not just held back marketing to
#: the contact; and the contact did not get the message as another one, with whom it was merged.
#: Rows that another worker or a STOP has locked are skipped.
#: Failures of earlier attempts are in the history; the row is only about this attempt.
#: The rows are selected in a WITH, which runs once. A subquery of the UPDATE may run for every row
#: that it is joined to; each run would lock more rows, and LIMIT would have no effect.
_CLAIM = text(
    """
    WITH fit AS MATERIALIZED (
        SELECT r.id, w.contact_id IS NOT NULL AS is_open, p.user_id FROM campaign_recipients r
        JOIN contacts p ON p.id = r.contact_id AND p.subscription = 'subscribed'
        JOIN marketing_campaigns c ON c.id = r.campaign_id AND c.status = 'active'
             AND c.message_version = :message_version
             AND p.country <> ALL(c.blocked_countries)
             AND (c.send_until IS NULL OR
                  (c.end_date + c.send_until) AT TIME ZONE c.timezone > :sent_by)
        JOIN message_templates t ON t.id = c.message_template_id AND t.status = 'APPROVED'
        JOIN senders s ON s.id = c.sender_id AND s.status = 'connected'
             AND (s.slowed_until IS NULL OR s.slowed_until <= :now)
        LEFT JOIN service_windows w ON w.sender_id = s.id AND w.contact_id = p.id
             AND w.open_until > :open_until
        WHERE r.campaign_id = :campaign AND r.batch_id = :batch AND r.status = 'queued'
          AND NOT EXISTS (SELECT 1 FROM restore_guard WHERE raised_at IS NOT NULL)
          AND (w.contact_id IS NOT NULL OR NOT r.in_service_window)
          AND (CAST(:awake AS text[]) IS NULL OR r.time_zones = ANY(CAST(:awake AS text[])))
          AND NOT EXISTS (
              SELECT 1 FROM marketing_holds h
              WHERE h.contact_id = r.contact_id AND h.held_until > :now
                AND t.category <> ALL(CAST(:other_categories AS text[]))
          )
          AND NOT EXISTS (
              SELECT 1 FROM campaign_recipients twin
              WHERE twin.twin_contact_id = r.contact_id AND twin.campaign_id = r.campaign_id
                AND twin.status IN ('sending', 'unconfirmed', 'sent', 'delivered', 'read')
          )
        ORDER BY r.id LIMIT :size
        FOR UPDATE OF r SKIP LOCKED
    )
    UPDATE campaign_recipients r
    SET status = 'sending', claim_token = gen_random_uuid(), claimed_at = :now,
        lease_until = :lease_until, attempts = r.attempts + 1, wamid = NULL,
        accepted_at = NULL, held_at = NULL, sent_at = NULL,
        error_code = NULL, error_details = NULL, error_reason = NULL,
        in_service_window = fit.is_open, message_version = :message_version,
        user_id = CASE WHEN r.phone_number IS NULL THEN fit.user_id END
    FROM fit WHERE r.id = fit.id
    RETURNING r.id, r.claim_token, r.phone_number, r.user_id, r.variables, r.attempts, r.history
    """
)

#: A worker or a receipt is writing the outcome of a row that is locked.
_EXPIRE = text(
    """
    WITH expired AS MATERIALIZED (
        SELECT id FROM campaign_recipients WHERE status = 'sending' AND lease_until < :now
        FOR UPDATE SKIP LOCKED
    )
    UPDATE campaign_recipients r
    SET status = 'unconfirmed', lease_until = NULL
    FROM expired, marketing_campaigns c JOIN senders s ON s.id = c.sender_id
    WHERE r.id = expired.id AND c.id = r.campaign_id
    RETURNING s.portfolio_id,
        CASE WHEN NOT r.in_service_window THEN coalesce(r.contact_id, r.twin_contact_id) END
    """
)


def claim(envelope: Envelope, size: int) -> list[Claim]:
    """Claim up to `size` recipients of the batch, to be sent to at once.

    The caller commits before WhatsApp is called. A claimed recipient is never claimed again
    before the outcome is known.
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
            "message_version": envelope.message_version,
            "now": now,
            "sent_by": now + CLAIM_MARGIN,
            "lease_until": now + CLAIM_LEASE,
            "open_until": now + quota.CALL_MARGIN,
            "awake": envelope.awake(now),
            "other_categories": list(OTHER_CATEGORIES),
            "size": size,
        },
    ).all()
    return [
        Claim(key, token, Address(number, user_id), *rest)
        for key, token, number, user_id, *rest in rows
    ]


def expire(now: datetime) -> int:
    """Make claims `unconfirmed` whose lease has ended, as after a crash; return how many.

    The message may have gone out, so it counts against the quota. A receipt or a user decides
    on the outcome; it is never sent again automatically.
    """
    expired: defaultdict[int, list[int | None]] = defaultdict(list)
    for portfolio_id, contact_id in db.session.execute(_EXPIRE, {"now": now}):
        expired[portfolio_id].append(contact_id)
    for portfolio_id, contact_ids in expired.items():
        quota_ledger.write(portfolio_id, [key for key in contact_ids if key], now)
    return sum(map(len, expired.values()))
