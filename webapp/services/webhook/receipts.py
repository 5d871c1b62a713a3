"""Applying receipts: WhatsApp's reports on our messages."""

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending import circuit_breaker, marketing_cap
from webapp.domain.sending.error_policy import ErrorAction, classify
from webapp.domain.webhook.events import Receipt
from webapp.domain.webhook.receipt_transitions import apply_receipt
from webapp.extensions import db
from webapp.models import Campaign, Channel, Recipient, Sender, TaskKind
from webapp.services.background import tasks
from webapp.services.contacts import known_ids
from webapp.services.planning import quota_ledger
from webapp.services.recipients import numbers as recipient_numbers
from webapp.services.sending import marketing_holds, outcome_samples
from webapp.services.webhook import auto_replies, receipt_ids, receipt_rows
from webapp.services.webhook.receipt_rows import RecipientUpdate

S = RecipientStatus

#: Failed before it was delivered: it does not use the quota any more.
_LOST = (S.FAILED, S.PENDING, S.SKIPPED)
#: Not in the quota ledger: a queued recipient uses the quota only by its status.
_NOT_COUNTED = (*_LOST, S.QUEUED)
#: In the quota ledger.
_COUNTED = (S.SENT, S.UNCONFIRMED)
_ARRIVED = (S.DELIVERED, S.READ)


def apply(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Apply the receipts to their recipients, in any order, in a fixed number of statements.

    Returns those that match none of our messages. Safe to call again with the same receipts:
    the further actions of a refusal become background tasks the first time only.
    """
    if not receipts:
        return []
    ids = [receipt_rows.recipient_id_in(receipt.callback) for receipt in receipts]
    updates = receipt_rows.lock(
        {key for key in ids if key is not None},
        {receipt.wamid for receipt, key in zip(receipts, ids, strict=True) if key is None},
    )
    by_id = {update.row.id: update for update in updates}
    by_wamid = {update.wamid: update for update in updates if update.wamid}
    unmatched, refusals, now = [], Refusals(), clock.now()
    for receipt, key in zip(receipts, ids, strict=True):
        update = by_wamid.get(receipt.wamid) if key is None else by_id.get(key)
        if update is None:
            if not (receipt.callback or "").startswith(auto_replies.CALLBACK_PREFIX):
                unmatched.append(receipt)
            continue
        is_latest = receipt.wamid == update.wamid or receipt.callback == update.row.callback
        _apply_to(update, receipt, is_latest, now, refusals)
    receipt_rows.write(updates)
    if pending := [update.row.id for update in updates if update.status == S.PENDING]:
        recipient_numbers.refresh(Recipient.id.in_(pending))
    _correct_quota(updates, now)
    marketing_holds.hold(_held_back(updates), now)
    known_ids.store(receipt_ids.new_ids(updates))
    refusals.store()
    _sample_outcomes(updates)
    return unmatched


def _held_back(updates: Iterable[RecipientUpdate]) -> list[int]:
    """Return the recipients of whom a receipt says that WhatsApp held the message back."""
    return [
        update.row.id
        for update in updates
        if any(failure["code"] == marketing_cap.CODE for failure in update.failures)
    ]


class Refusals:
    """The refusals that concern more than their recipient; each becomes one background task."""

    def __init__(self) -> None:
        self._details: dict[object, dict[str, object]] = {}

    def add(self, update: RecipientUpdate, receipt: Receipt) -> None:
        """Add the refusal; many with the same code for one campaign count as one."""
        if receipt.error is None:
            return
        policy = classify(receipt.error, by_receipt=True)
        if not policy.concerns_others:
            return
        is_personal = policy.action == ErrorAction.OPT_OUT
        key = update.row.id if is_personal else (update.row.campaign_id, receipt.error.code)
        self._details.setdefault(
            key,
            {
                "recipient_id": update.row.id,
                "code": receipt.error.code,
                "title": receipt.error.title,
                "details": receipt.error.details,
                "at": receipt.at.isoformat(),
            },
        )

    def store(self) -> None:
        tasks.add_all(TaskKind.REFUSAL, self._details.values())


def _apply_to(
    update: RecipientUpdate, receipt: Receipt, is_latest: bool, now: datetime, refusals: Refusals
) -> None:
    """Apply a receipt of the latest attempt, or of an earlier one.

    An earlier one changes the state only if the message did arrive; its failure is stored, and
    counts if it concerns others.
    """
    update.ids = update.ids.with_newer(receipt.ids)
    if receipt.error and not update.has_failure_of(receipt.wamid):
        update.failures.append(
            {
                "at": receipt.at.isoformat(),
                "wamid": receipt.wamid,
                "code": receipt.error.code,
                "details": receipt.error.details or receipt.error.title,
            }
        )
        refusals.add(update, receipt)
        policy = classify(receipt.error, by_receipt=True)
        if code := circuit_breaker.failure_code(receipt.error, policy):
            update.failure_codes.append(code)
    if is_latest or receipt.status in _ARRIVED:
        update.wamid = update.wamid or receipt.wamid
        refused = max(1, update.times_refused(receipt.error.code)) if receipt.error else 1
        if receipt.pricing:
            update.pricing.setdefault(receipt.status, receipt.pricing)
        jitter = random.random()  # noqa: S311
        update.state = apply_receipt(update.state, receipt, now, jitter, refused)


def _correct_quota(updates: Iterable[RecipientUpdate], now: datetime) -> None:
    """Correct the quota ledger: a receipt may be the first report on a message."""
    written, lost = [], []
    for update in updates:
        was, is_now = update.before.status, update.status
        if update.row.contact_id is None or update.row.in_service_window or was == is_now:
            continue
        has_arrived = was in _NOT_COUNTED and is_now in _ARRIVED  # an earlier attempt, after all
        if has_arrived or (was == S.SENDING and is_now not in _LOST):
            written.append(update)
        elif was in _COUNTED and is_now in _LOST:
            lost.append(update)
    portfolios = _portfolios({update.row.campaign_id for update in (*written, *lost)})
    for portfolio_id in sorted(set(portfolios.values())):
        campaigns = {key for key, owner in portfolios.items() if owner == portfolio_id}
        quota_ledger.write(portfolio_id, _contact_ids(written, campaigns), now)
        if freed := _contact_ids(lost, campaigns):
            quota_ledger.give_back(portfolio_id, freed, now)


def _sample_outcomes(updates: Iterable[RecipientUpdate]) -> None:
    """Count arrived and failed messages for the circuit breaker."""
    arrived = Counter(
        update.row.campaign_id
        for update in updates
        if update.before.status not in _ARRIVED and update.status in _ARRIVED
    )
    failures = defaultdict[uuid.UUID, Counter[str]](Counter)
    for update in updates:
        if update.failure_codes:
            failures[update.row.campaign_id].update(update.failure_codes)
    for campaign_id in arrived.keys() | failures.keys():
        outcome_samples.add(
            campaign_id, Channel.RECEIPT, arrived[campaign_id], failures[campaign_id]
        )


def _contact_ids(updates: Iterable[RecipientUpdate], campaigns: Iterable[object]) -> list[int]:
    return [update.row.contact_id for update in updates if update.row.campaign_id in campaigns]


def _portfolios(campaign_ids: Iterable[object]) -> dict[object, int]:
    """Return the portfolio of each campaign."""
    ids = list(campaign_ids)
    if not ids:
        return {}
    rows = db.session.execute(
        select(Campaign.id, Sender.portfolio_id).join(Sender).where(Campaign.id.in_(ids))
    )
    return dict(rows.all())
