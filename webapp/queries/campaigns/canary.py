"""The progress of a campaign's canary, which must go well before the rest is sent."""

from sqlalchemy import ColumnElement, func, select

from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending.canary import Canary
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Recipient

S = RecipientStatus


def progress(campaign: Campaign) -> Canary | None:
    """Return the outcomes of the campaign's present canary; None if there is none."""
    if campaign.canary_size is None:
        return None
    statuses = _statuses(campaign)
    allocated, sent_at = db.session.execute(
        select(
            func.coalesce(func.sum(Batch.batch_size), 0),
            func.max(func.coalesce(Batch.worked_at, Batch.queued_at)),
        ).where(*_batches(campaign))
    ).one()
    return Canary(
        campaign.canary_size,
        int(allocated),
        statuses.get(S.DELIVERED, 0) + statuses.get(S.READ, 0),
        statuses.get(S.FAILED, 0),
        sent_at if allocated else None,
        statuses.get(S.SKIPPED, 0),
    )


def within(campaign: Campaign, requested: int) -> int:
    """Return how many of the requested recipients the present canary allows."""
    if campaign.canary_size is None:
        return requested
    sizes = select(func.sum(Batch.batch_size)).where(*_batches(campaign))
    allocated = db.session.scalar(sizes) or 0
    return max(0, min(requested, campaign.canary_size - allocated))


def _statuses(campaign: Campaign) -> dict[RecipientStatus, int]:
    """Return the canary's recipients by status; those who wait for a retry are in no batch."""
    counts = db.session.execute(
        select(Recipient.status, func.count())
        .join(Batch, Batch.id == Recipient.batch_id)
        .where(*_batches(campaign))
        .group_by(Recipient.status)
    )
    return {status: int(count) for status, count in counts}


def _batches(campaign: Campaign) -> list[ColumnElement[bool]]:
    return [
        Batch.campaign_id == campaign.id,
        Batch.status != BatchStatus.PLANNED,
        Batch.queued_at >= campaign.canary_since,
    ]
