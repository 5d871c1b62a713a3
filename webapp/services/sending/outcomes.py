"""Storing the outcomes of the calls to WhatsApp."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, text

from webapp import clock
from webapp.domain.recipients.retry_decision import RetryDecision, decide_retry
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending import circuit_breaker, marketing_cap
from webapp.domain.sending.error_policy import classify, stored_code
from webapp.extensions import db
from webapp.models import Channel, Recipient
from webapp.services.planning import quota_ledger
from webapp.services.recipients import numbers as recipient_numbers
from webapp.services.sending import delivery_timeouts, marketing_holds, outcome_samples
from webapp.services.sending.claims import Claim
from webapp.services.sending.envelopes import Envelope
from webapp.services.sending.refusals import Refusal
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused, Unknown

#: The wait after WhatsApp could not be reached: nothing was sent, and a quick retry would not help.
NOT_REACHED_WAIT = timedelta(seconds=30)

#: Only the worker with the claim writes, and a receipt that came first is not undone. A
#: recipient who opted out or was erased meanwhile is skipped and not tried again. Rows are locked
#: in the same order as by receipts: no deadlock. The contact is looked up when the row is locked,
#: because a merge may have given the row to another contact while we waited.
_RECORD = text(
    """
    WITH claimed AS MATERIALIZED (
        SELECT r.id, r.contact_id, r.twin_contact_id, r.status AS was,
               r.status IN ('sending', 'unconfirmed') AS is_open,
               o.status, o.wamid, o.held, o.attempts, o.next_attempt_at, o.code, o.details
        FROM campaign_recipients r JOIN unnest(
            CAST(:ids AS bigint[]), CAST(:tokens AS uuid[]), CAST(:statuses AS text[]),
            CAST(:wamids AS text[]), CAST(:helds AS boolean[]), CAST(:attempts AS smallint[]),
            CAST(:next_attempts AS timestamptz[]), CAST(:codes AS int[]),
            CAST(:details AS text[])
        ) AS o(id, token, status, wamid, held, attempts, next_attempt_at, code, details)
          ON r.id = o.id AND r.claim_token = o.token
        ORDER BY r.id FOR UPDATE OF r
    ), decided AS (
        SELECT c.*, CASE
            WHEN c.status <> 'pending' OR p.subscription = 'subscribed' THEN c.status
            ELSE 'skipped' END AS new_status
        FROM claimed c LEFT JOIN contacts p ON p.id = c.contact_id
    )
    UPDATE campaign_recipients r
    SET status = CASE WHEN o.is_open THEN o.new_status ELSE r.status END,
        wamid = coalesce(o.wamid, r.wamid),
        accepted_at = CASE WHEN o.wamid IS NULL THEN r.accepted_at
                           ELSE coalesce(r.accepted_at, :now) END,
        held_at = CASE WHEN o.wamid IS NULL THEN r.held_at WHEN o.held THEN :now END,
        failed_at = CASE WHEN o.is_open AND o.new_status = 'failed' THEN :now ELSE r.failed_at END,
        attempts = CASE WHEN o.is_open THEN o.attempts ELSE r.attempts END,
        skip_reason = CASE WHEN o.is_open AND o.new_status = 'skipped' THEN
                           CASE WHEN o.twin_contact_id IS NULL THEN 'opted_out'
                                ELSE 'duplicate_person' END
                           ELSE r.skip_reason END,
        next_attempt_at = CASE WHEN NOT o.is_open THEN r.next_attempt_at
                               WHEN o.new_status <> 'skipped' THEN o.next_attempt_at END,
        error_code = CASE WHEN o.is_open THEN o.code ELSE r.error_code END,
        error_details = CASE WHEN o.is_open THEN o.details ELSE r.error_details END,
        batch_id = CASE WHEN o.is_open AND o.new_status = 'pending' THEN NULL ELSE r.batch_id END,
        lease_until = NULL,
        history = CASE WHEN o.details IS NULL THEN r.history ELSE
            coalesce(r.history, '[]') || jsonb_build_array(jsonb_build_object(
                'at', CAST(:now AS timestamptz), 'code', o.code, 'details', o.details)) END
    FROM decided o
    WHERE r.id = o.id
    RETURNING r.id,
        CASE WHEN NOT r.in_service_window THEN coalesce(r.contact_id, r.twin_contact_id) END
            AS contact_id, o.was, o.new_status AS status
    """
)

#: After these statuses the recipient has our message, or may have it.
_MAY_HAVE_MESSAGE = (RecipientStatus.SENT, RecipientStatus.UNCONFIRMED)


@dataclass(frozen=True)
class _Result:
    """The values to store for one claim."""

    decision: RetryDecision
    wamid: str | None = None
    is_held: bool = False
    code: int | None = None
    details: str | None = None


def record(envelope: Envelope, pairs: Sequence[tuple[Claim, Outcome]]) -> list[Refusal]:
    """Store the outcomes of a group in one statement, and count them.

    Messages that were sent count against the quota, failures for the circuit breaker. Return the
    refusals that concern the sender, the template or the subscription of the recipient; the
    caller commits before it acts on them.
    """
    now = clock.now()
    results = [_result(claim, outcome, now) for claim, outcome in pairs]
    rows = _store(pairs, results, now)
    # If a receipt or the end of the lease decided first, it was counted then.
    open_rows = [row for row in rows if row.was == RecipientStatus.SENDING]
    # Without a contact: sent in an open service window, which does not count.
    sent = [row.contact_id for row in open_rows if row.status in _MAY_HAVE_MESSAGE]
    quota_ledger.write(envelope.portfolio_id, [key for key in sent if key], now)
    marketing_holds.hold(_held_back(pairs), now)
    if again := [row.id for row in rows if row.status == RecipientStatus.PENDING]:
        recipient_numbers.refresh(Recipient.id.in_(again))
    if any(result.is_held for result in results):
        delivery_timeouts.report_held(envelope.campaign_id)
    open_ids = {row.id for row in open_rows}
    _add_sample(envelope.campaign_id, [o for claim, o in pairs if claim.recipient_id in open_ids])
    return [
        Refusal(policy, outcome.fault, claim.recipient_id)
        for claim, outcome in pairs
        if isinstance(outcome, Refused) and (policy := classify(outcome.fault)).concerns_others
    ]


def _held_back(pairs: Sequence[tuple[Claim, Outcome]]) -> list[int]:
    """Return the recipients whom WhatsApp spares another marketing message."""
    return [
        claim.recipient_id
        for claim, outcome in pairs
        if isinstance(outcome, Refused) and outcome.fault.code == marketing_cap.CODE
    ]


def failure_code(outcome: Outcome) -> str | None:
    """Return the code by which the outcome counts against the campaign; None if it does not."""
    if isinstance(outcome, Refused):
        return circuit_breaker.failure_code(outcome.fault, classify(outcome.fault))
    return circuit_breaker.NO_RESPONSE if isinstance(outcome, Unknown) else None


def _store(
    pairs: Sequence[tuple[Claim, Outcome]], results: Sequence[_Result], now: datetime
) -> Sequence[Row[tuple[int, int | None, str, str]]]:
    """Store the results; return each row with its status before and that of the outcome."""
    values = {
        "now": now,
        "ids": [claim.recipient_id for claim, _ in pairs],
        "tokens": [claim.token for claim, _ in pairs],
        "statuses": [result.decision.status.value for result in results],
        "wamids": [result.wamid for result in results],
        "helds": [result.is_held for result in results],
        "attempts": [result.decision.attempts for result in results],
        "next_attempts": [result.decision.next_attempt_at for result in results],
        "codes": [result.code for result in results],
        "details": [result.details for result in results],
    }
    return db.session.execute(_RECORD, values).all()


def _add_sample(campaign_id: uuid.UUID, outcomes: Sequence[Outcome]) -> None:
    failures = Counter(code for outcome in outcomes if (code := failure_code(outcome)))
    good = sum(isinstance(outcome, Accepted) for outcome in outcomes)
    outcome_samples.add(campaign_id, Channel.RESPONSE, good, failures)


def _result(claim: Claim, outcome: Outcome, now: datetime) -> _Result:
    if isinstance(outcome, Accepted):
        sent = RetryDecision(RecipientStatus.SENT, claim.attempts)
        return _Result(sent, wamid=outcome.wamid, is_held=outcome.held)
    if isinstance(outcome, Refused):
        fault = outcome.fault
        times = 1 + claim.times_refused(stored_code(fault))
        decision = decide_retry(
            classify(fault),
            claim.attempts,
            times,
            now,
            random.random(),  # noqa: S311
        )
        return _Result(decision, code=stored_code(fault), details=fault.details or fault.title)
    if isinstance(outcome, NotReached):
        retry_at = now + NOT_REACHED_WAIT
        again = RetryDecision(RecipientStatus.PENDING, claim.attempts - 1, retry_at)
        return _Result(again, details=outcome.reason or None)
    unknown = RetryDecision(RecipientStatus.UNCONFIRMED, claim.attempts)
    return _Result(unknown, details=outcome.reason)
