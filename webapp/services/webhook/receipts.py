"""Applying receipts: what WhatsApp says became of our messages."""

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending import circuit_breaker
from webapp.domain.sending.error_policy import ErrorAction, classify
from webapp.domain.webhook.events import Receipt
from webapp.domain.webhook.receipt_transitions import apply_receipt
from webapp.extensions import db
from webapp.models import Campaign, Channel, Recipient, Sender, TaskKind
from webapp.services.background import tasks
from webapp.services.contacts import identity
from webapp.services.planning import quota_ledger
from webapp.services.recipients import numbers as recipient_numbers
from webapp.services.sending import outcome_samples
from webapp.services.webhook import auto_replies, receipt_rows
from webapp.services.webhook.receipt_rows import Settled

S = RecipientStatus

#: Failed before it was delivered: uses no quota any more.
_LOST = (S.FAILED, S.PENDING, S.SKIPPED)
#: Not in the quota ledger: a queued recipient counts only while queued.
_UNWRITTEN = (*_LOST, S.QUEUED)
#: Counted in the quota ledger.
_WRITTEN = (S.SENT, S.UNCONFIRMED)
_ARRIVED = (S.DELIVERED, S.READ)


def apply(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Apply the receipts to their recipients, in any order, in a fixed number of statements.

    Answers those that belong to no message of ours. Safe to call again with the same receipts:
    what else a refusal asks for becomes a background task the first time, and only then.
    """
    if not receipts:
        return []
    ids = [receipt_rows.id_in(receipt.callback) for receipt in receipts]
    settled = receipt_rows.lock(
        {key for key in ids if key is not None},
        {receipt.wamid for receipt, key in zip(receipts, ids, strict=True) if key is None},
    )
    by_id = {one.row.id: one for one in settled}
    by_wamid = {one.wamid: one for one in settled if one.wamid}
    unmatched, refusals, now = [], Refusals(), clock.now()
    for receipt, key in zip(receipts, ids, strict=True):
        one = by_wamid.get(receipt.wamid) if key is None else by_id.get(key)
        if one is None:
            if not (receipt.callback or "").startswith(auto_replies.CALLBACK):
                unmatched.append(receipt)
            continue
        is_present = receipt.wamid == one.wamid or receipt.callback == one.row.callback
        _apply_one(one, receipt, is_present, now, refusals)
    receipt_rows.write(settled)
    if again := [one.row.id for one in settled if one.status == S.PENDING]:
        recipient_numbers.refresh(Recipient.id.in_(again))
    _account(settled, now)
    identity.learn(settled)
    refusals.keep()
    _count(settled)
    return unmatched


class Refusals:
    """The refusals that concern more than their recipient; each becomes a background task, once."""

    def __init__(self) -> None:
        self._found: dict[object, dict[str, object]] = {}

    def add(self, one: Settled, receipt: Receipt) -> None:
        """Take in the refusal; many that ask the same of one campaign are one."""
        if receipt.error is None:
            return
        policy = classify(receipt.error, by_receipt=True)
        if not policy.concerns_others:
            return
        is_personal = policy.action == ErrorAction.OPT_OUT
        concerned = one.row.id if is_personal else (one.row.campaign_id, receipt.error.code)
        self._found.setdefault(
            concerned,
            {
                "recipient_id": one.row.id,
                "code": receipt.error.code,
                "title": receipt.error.title,
                "details": receipt.error.details,
                "at": receipt.at.isoformat(),
            },
        )

    def keep(self) -> None:
        tasks.add_all(TaskKind.REFUSAL, self._found.values())


def _apply_one(
    one: Settled, receipt: Receipt, is_present: bool, now: datetime, refusals: Refusals
) -> None:
    """Apply a receipt of the present attempt, or of an earlier one.

    Of an earlier one it only counts that the message did arrive, or that it failed in a way
    that concerns others: the recipient has another status by now.
    """
    one.user_id = receipt.user_id or one.user_id
    one.wa_id = receipt.recipient or one.wa_id
    if receipt.error and not one.knows_failure_of(receipt.wamid):
        one.failures.append(
            {
                "at": receipt.at.isoformat(),
                "wamid": receipt.wamid,
                "code": receipt.error.code,
                "details": receipt.error.details or receipt.error.title,
            }
        )
        refusals.add(one, receipt)
        policy = classify(receipt.error, by_receipt=True)
        if code := circuit_breaker.failure_code(receipt.error, policy):
            one.counted.append(code)
    if is_present or receipt.status in _ARRIVED:
        one.wamid = one.wamid or receipt.wamid
        times = max(1, one.times_refused(receipt.error.code)) if receipt.error else 1
        one.standing = apply_receipt(one.standing, receipt, now, random.random(), times)  # noqa: S311


def _account(settled: Iterable[Settled], now: datetime) -> None:
    """Keep the room ledger true: a receipt may be the first to tell what became of a message."""
    written, lost = [], []
    for one in settled:
        was, is_now = one.before.status, one.status
        if one.row.contact_id is None or one.row.in_service_window or was == is_now:
            continue
        has_arrived = was in _UNWRITTEN and is_now in _ARRIVED  # an earlier attempt, after all
        if has_arrived or (was == S.SENDING and is_now not in _LOST):
            written.append(one)
        elif was in _WRITTEN and is_now in _LOST:
            lost.append(one)
    portfolios = _portfolios({one.row.campaign_id for one in (*written, *lost)})
    for portfolio_id in sorted(set(portfolios.values())):
        of_it = {key for key, owner in portfolios.items() if owner == portfolio_id}
        quota_ledger.write(portfolio_id, _people(written, of_it), now)
        if freed := _people(lost, of_it):
            quota_ledger.give_back(portfolio_id, freed, now)


def _count(settled: Iterable[Settled]) -> None:
    """Count for the breaker what has arrived and what has failed."""
    good = Counter(
        one.row.campaign_id
        for one in settled
        if one.before.status not in _ARRIVED and one.status in _ARRIVED
    )
    failures = defaultdict[uuid.UUID, Counter[str]](Counter)
    for one in settled:
        if one.counted:
            failures[one.row.campaign_id].update(one.counted)
    for campaign_id in good.keys() | failures.keys():
        outcome_samples.add(campaign_id, Channel.RECEIPT, good[campaign_id], failures[campaign_id])


def _people(settled: Iterable[Settled], campaigns: Iterable[object]) -> list[int]:
    return [one.row.contact_id for one in settled if one.row.campaign_id in campaigns]


def _portfolios(campaign_ids: Iterable[object]) -> dict[object, int]:
    """Find the portfolio of each campaign."""
    ids = list(campaign_ids)
    if not ids:
        return {}
    rows = db.session.execute(
        select(Campaign.id, Sender.portfolio_id).join(Sender).where(Campaign.id.in_(ids))
    )
    return dict(rows.all())
