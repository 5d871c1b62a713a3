"""Noting what came of the calls to WhatsApp."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from webapp import clock
from webapp.domain.recipients.retry_decision import Verdict, verdict
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending import circuit_breaker
from webapp.domain.sending.error_policy import Policy, Remedy, classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Channel, Recipient
from webapp.services.contacts import number_changes
from webapp.services.planning import quota_ledger
from webapp.services.sending import held_messages, outcome_samples
from webapp.services.sending.claims import Claim, Envelope
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused, Unknown

#: WhatsApp could not be reached: nothing was sent, and nothing is gained by haste.
UNREACHED_WAIT = timedelta(seconds=30)

#: Only the worker that holds the claim writes, and what a receipt said first is not undone; nobody
#: who opted out or was erased meanwhile waits for another try. Rows are locked in the order in
#: which receipts lock them: no deadlock.
_NOTE = text(
    """
    WITH claimed AS (
        SELECT r.id, r.status AS was, r.status IN ('sending', 'unconfirmed') AS is_open,
               CASE WHEN o.status = 'pending' AND p.subscription IS DISTINCT FROM 'subscribed'
                    THEN 'skipped' ELSE o.status END AS status,
               o.wamid, o.held, o.attempts, o.next_attempt_at, o.code, o.details
        FROM campaign_recipients r LEFT JOIN contacts p ON p.id = r.contact_id
        JOIN unnest(
            CAST(:ids AS bigint[]), CAST(:tokens AS uuid[]), CAST(:statuses AS text[]),
            CAST(:wamids AS text[]), CAST(:helds AS boolean[]), CAST(:attempts AS smallint[]),
            CAST(:next_attempts AS timestamptz[]), CAST(:codes AS int[]),
            CAST(:details AS text[])
        ) AS o(id, token, status, wamid, held, attempts, next_attempt_at, code, details)
          ON r.id = o.id AND r.claim_token = o.token
        ORDER BY r.id FOR UPDATE OF r
    )
    UPDATE campaign_recipients r
    SET status = CASE WHEN o.is_open THEN o.status ELSE r.status END,
        wamid = coalesce(o.wamid, r.wamid),
        accepted_at = CASE WHEN o.wamid IS NULL THEN r.accepted_at
                           ELSE coalesce(r.accepted_at, :now) END,
        held_at = CASE WHEN o.wamid IS NULL THEN r.held_at WHEN o.held THEN :now END,
        failed_at = CASE WHEN o.is_open AND o.status = 'failed' THEN :now ELSE r.failed_at END,
        attempts = CASE WHEN o.is_open THEN o.attempts ELSE r.attempts END,
        skip_reason = CASE WHEN o.is_open AND o.status = 'skipped' THEN 'opted_out'
                           ELSE r.skip_reason END,
        next_attempt_at = CASE WHEN NOT o.is_open THEN r.next_attempt_at
                               WHEN o.status <> 'skipped' THEN o.next_attempt_at END,
        error_code = CASE WHEN o.is_open THEN o.code ELSE r.error_code END,
        error_details = CASE WHEN o.is_open THEN o.details ELSE r.error_details END,
        batch_id = CASE WHEN o.is_open AND o.status = 'pending' THEN NULL ELSE r.batch_id END,
        lease_until = NULL,
        history = CASE WHEN o.details IS NULL THEN r.history ELSE
            coalesce(r.history, '[]') || jsonb_build_array(jsonb_build_object(
                'at', CAST(:now AS timestamptz), 'code', o.code, 'details', o.details)) END
    FROM claimed o
    WHERE r.id = o.id
    RETURNING r.id, CASE WHEN NOT r.in_service_window THEN r.contact_id END, o.was, o.status
    """
)

#: After these statuses the person has, or may have, our message.
_WRITTEN = (RecipientStatus.SENT, RecipientStatus.UNCONFIRMED)


@dataclass(frozen=True)
class Refusal:
    """A refusal that concerns more than its recipient: see `remedies.apply`.

    `at` is when it was, where that was not just now.
    """

    policy: Policy
    fault: ProviderFault
    recipient_id: int
    at: datetime | None = None


@dataclass(frozen=True)
class _Note:
    """What is to be written for one claim."""

    verdict: Verdict
    wamid: str | None = None
    is_held: bool = False
    code: int | None = None
    details: str | None = None


def note(envelope: Envelope, pairs: Sequence[tuple[Claim, Outcome]]) -> list[Refusal]:
    """Write the outcomes of a group in one statement, and count them.

    Who was written to is counted in the room ledger, what failed for the breaker. Answers the
    refusals that concern the sender, the template or the person's subscription; the caller
    commits before acting on them.
    """
    now = clock.now()
    notes = [_note(claim, outcome, now) for claim, outcome in pairs]
    rows = db.session.execute(
        _NOTE,
        {
            "now": now,
            "ids": [claim.recipient_id for claim, _ in pairs],
            "tokens": [claim.token for claim, _ in pairs],
            "statuses": [note.verdict.status.value for note in notes],
            "wamids": [note.wamid for note in notes],
            "helds": [note.is_held for note in notes],
            "attempts": [note.verdict.attempts for note in notes],
            "next_attempts": [note.verdict.next_attempt_at for note in notes],
            "codes": [note.code for note in notes],
            "details": [note.details for note in notes],
        },
    ).all()
    # Whom a receipt or the end of the lease settled first has been counted then; nobody counts
    # who was written to in an open service window.
    written = [
        contact_id
        for _, contact_id, was, status in rows
        if was == RecipientStatus.SENDING and status in _WRITTEN and contact_id
    ]
    quota_ledger.write(envelope.portfolio_id, written, now)
    if again := [key for key, _, _, status in rows if status == RecipientStatus.PENDING]:
        number_changes.catch_up(Recipient.id.in_(again))
    if any(note.is_held for note in notes):
        held_messages.tell(envelope.campaign_id)
    open_ids = {key for key, _, was, _ in rows if was == RecipientStatus.SENDING}
    _count(envelope.campaign_id, [pair for pair in pairs if pair[0].recipient_id in open_ids])
    return [
        Refusal(policy, outcome.fault, claim.recipient_id)
        for claim, outcome in pairs
        if isinstance(outcome, Refused) and concerns_others(policy := classify(outcome.fault))
    ]


def concerns_others(policy: Policy) -> bool:
    """Answer whether the policy asks for more than a change of the recipient."""
    return policy.pauses_sender or policy.remedy in (
        Remedy.TEMPLATE,
        Remedy.STOP,
        Remedy.OPT_OUT,
    )


def _count(campaign_id: uuid.UUID, pairs: Sequence[tuple[Claim, Outcome]]) -> None:
    """Count what went well and what failed, where no receipt has told before."""
    outcomes = [outcome for _, outcome in pairs]
    failures = Counter(key for outcome in outcomes if (key := failure(outcome)))
    good = sum(isinstance(outcome, Accepted) for outcome in outcomes)
    outcome_samples.add(campaign_id, Channel.ANSWER, good, failures)


def failure(outcome: Outcome) -> str | None:
    """Answer by which code the outcome counts against the campaign; None where it does not."""
    if isinstance(outcome, Refused):
        return circuit_breaker.key(outcome.fault, classify(outcome.fault))
    return circuit_breaker.UNANSWERED if isinstance(outcome, Unknown) else None


def _note(claim: Claim, outcome: Outcome, now: datetime) -> _Note:
    if isinstance(outcome, Accepted):
        sent = Verdict(RecipientStatus.SENT, claim.attempts)
        return _Note(sent, wamid=outcome.wamid, is_held=outcome.held)
    if isinstance(outcome, Refused):
        fault = outcome.fault
        times = 1 + claim.times_refused(fault.code)
        decided = verdict(classify(fault), claim.attempts, times, now, random.random())  # noqa: S311
        return _Note(decided, code=fault.code, details=fault.details or fault.title)
    if isinstance(outcome, NotReached):
        again = Verdict(RecipientStatus.PENDING, claim.attempts - 1, now + UNREACHED_WAIT)
        return _Note(again, details=outcome.reason)
    unknown = Verdict(RecipientStatus.UNCONFIRMED, claim.attempts)
    return _Note(unknown, details=outcome.reason)
