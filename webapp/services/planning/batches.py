"""Batches after their allocation: release, close, finish, and reclaim stalled ones."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import aliased

from webapp.domain.planning import quota
from webapp.domain.recipients.status import ACCEPTED, IN_HAND, RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import (
    Batch,
    BatchStatus,
    Campaign,
    Contact,
    Portfolio,
    Recipient,
    Subscription,
)

#: A batch on which no worker has worked for this time has lost its job: a worker was killed, or
#: Redis was emptied. A live worker marks it several times a second, and a second job for the same
#: batch does no harm, because recipients are claimed.
BATCH_STALL_TIMEOUT = timedelta(seconds=15)

_WAIT_AGAIN = """
    released AS (
        UPDATE campaign_recipients r
        SET status = 'pending', batch_id = NULL, queued_at = NULL
        FROM queued WHERE r.id = queued.id
    )
    UPDATE campaign_send_schedule b SET batch_size = b.batch_size - back.recipients
    FROM (SELECT batch_id, count(*) AS recipients FROM queued GROUP BY batch_id) back
    WHERE b.id = back.batch_id
"""
_RELEASE = text(
    f"""
    WITH queued AS (
        SELECT id, batch_id FROM campaign_recipients
        WHERE campaign_id = :campaign AND status = 'queued'
          AND (CAST(:batch AS uuid) IS NULL OR batch_id = :batch)
        FOR UPDATE
    ), {_WAIT_AGAIN}
    """  # noqa: S608 (made of the texts above)
)
#: The last of those who count towards the quota and are not in the ledger yet.
_RELEASE_EXCESS = text(
    f"""
    WITH queued AS (
        SELECT r.id, r.batch_id FROM campaign_recipients r
        WHERE r.campaign_id = ANY(CAST(:campaigns AS uuid[])) AND r.status = 'queued'
          AND NOT r.in_service_window AND NOT EXISTS (
              SELECT 1 FROM quota_ledger l
              WHERE l.portfolio_id = :portfolio AND l.contact_id = r.contact_id
                AND l.written_at > :cutoff
          )
        ORDER BY r.queued_at DESC, r.id DESC LIMIT :excess
        FOR UPDATE OF r SKIP LOCKED
    ), {_WAIT_AGAIN}
    """  # noqa: S608 (made of the texts above)
)


def release(campaign: Campaign, batch: Batch | None = None) -> None:
    """Make queued recipients (of the batch) wait for another day, but not claimed ones.

    They use neither the quota nor the daily limit any more.
    """
    db.session.execute(_RELEASE, {"campaign": campaign.id, "batch": batch.id if batch else None})


def release_excess(
    portfolio: Portfolio, campaigns: Sequence[Campaign], excess: int, now: datetime
) -> None:
    """Make some queued recipients of the portfolio wait: it may write to fewer than before."""
    params = {
        "campaigns": [campaign.id for campaign in campaigns],
        "portfolio": portfolio.id,
        "cutoff": quota.cutoff(now),
        "excess": excess,
    }
    db.session.execute(_RELEASE_EXCESS, params)


def close(batch: Batch) -> None:
    """End the work on a batch from which no more recipients can be claimed.

    Those who must not get the message any more are skipped: they opted out meanwhile, their country
    is not allowed, or they got it as another contact. Others still queued (the campaign was paused,
    its hours are over) wait for another day.
    """
    unsubscribed = select(Contact.id).where(Contact.subscription == Subscription.UNSUBSCRIBED)
    is_out = or_(Recipient.contact_id.is_(None), Recipient.contact_id.in_(unsubscribed))
    _skip(batch, SkipReason.OPTED_OUT, is_out)
    if countries := batch.campaign.blocked_countries:
        abroad = select(Contact.id).where(Contact.country.in_(countries))
        _skip(batch, SkipReason.COUNTRY_NOT_ALLOWED, Recipient.contact_id.in_(abroad))
    _skip(batch, SkipReason.DUPLICATE_PERSON, _has_message())
    release(batch.campaign, batch)


def _has_message() -> ColumnElement[bool]:
    """Return whether the contact may have got the message as another one, before a merge."""
    twin = aliased(Recipient)
    may_have_it = twin.status.in_((*ACCEPTED, RecipientStatus.UNCONFIRMED))
    is_same = and_(
        twin.twin_contact_id == Recipient.contact_id, twin.campaign_id == Recipient.campaign_id
    )
    return exists().where(is_same, may_have_it)


def _skip(batch: Batch, reason: SkipReason, condition: ColumnElement[bool]) -> None:
    is_queued = Recipient.status == RecipientStatus.QUEUED
    db.session.execute(
        update(Recipient)
        .where(Recipient.batch_id == batch.id, is_queued, condition)
        .values(status=RecipientStatus.SKIPPED, skip_reason=reason)
        .execution_options(synchronize_session=False)
    )


def finish(now: datetime) -> None:
    """Mark the batches as done in which no recipient is left."""
    in_hand = exists().where(Recipient.batch_id == Batch.id, Recipient.status.in_(IN_HAND))
    db.session.execute(
        update(Batch)
        .where(Batch.status == BatchStatus.QUEUED, ~in_hand)
        .values(status=BatchStatus.DONE, done_at=now)
    )


def reclaim_stalled(now: datetime) -> Sequence[uuid.UUID]:
    """Return the unfinished batches on which no worker has worked recently, and mark them again.

    The caller commits and enqueues them again.
    """
    last_worked_at = func.coalesce(Batch.worked_at, Batch.queued_at)
    return db.session.scalars(
        update(Batch)
        .where(Batch.status == BatchStatus.QUEUED, last_worked_at < now - BATCH_STALL_TIMEOUT)
        .values(worked_at=now)
        .returning(Batch.id)
    ).all()
