"""Allocating the next recipients of a campaign to batches."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from webapp.domain.planning import quota
from webapp.domain.sending.marketing_cap import is_marketing
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign
from webapp.queries.planning import daily_usage
from webapp.queries.recipients import zones
from webapp.services.planning import allocation_sql

#: Recipients in a batch: seconds of work, so that a stop, a crash or a second worker finds small
#: pieces. If a day has tens of thousands, larger ones keep the calls of a worker overlapping.
MIN_BATCH_RECIPIENTS, MAX_BATCH_RECIPIENTS = 250, 2_000
BATCHES_A_DAY = 20


def batch_size(recipients: int) -> int:
    """Return the size of a batch on a day with this number of recipients.

    >>> batch_size(250), batch_size(20_000), batch_size(1_000_000)
    (250, 1000, 2000)
    """
    return min(MAX_BATCH_RECIPIENTS, max(MIN_BATCH_RECIPIENTS, recipients // BATCHES_A_DAY))


@dataclass(frozen=True)
class Allocation:
    """The batches that one campaign got, and how many recipients are in them."""

    campaign_id: uuid.UUID
    batch_ids: list[uuid.UUID]
    recipients: int


def allocate(
    campaign: Campaign, requested: int, remaining: int, now: datetime
) -> tuple[Allocation, int]:
    """Fill the campaign's next batches; return them, and how much of the quota they use.

    At most `requested` recipients are allocated, and at most `remaining` that count towards the
    quota; none in quiet hours.
    """
    size = batch_size(requested)
    ids = [uuid.uuid4() for _ in range(-(-requested // size))]
    quiet, awake = campaign.quiet_hours, None
    if quiet:
        awake = quiet.awake(zones.waiting(campaign), now, campaign.zone)
    template = campaign.message_template
    rows = db.session.execute(
        allocation_sql.ALLOCATE_AWAKE if quiet else allocation_sql.ALLOCATE,
        {
            "awake": awake,
            "portfolio": campaign.sender.portfolio_id,
            "campaign": campaign.id,
            "now": now,
            "is_marketing": template is None or is_marketing(template.category),
            "cutoff": quota.cutoff(now),
            "sender": campaign.sender_id,
            "open_until": now + quota.SERVICE_MARGIN,
            "requested": requested,
            "remaining": remaining,
            "size": size,
            "batch_ids": ids,
        },
    ).all()
    sizes = {batch_id: recipients for batch_id, recipients, _ in rows}
    allocated = Allocation(campaign.id, [key for key in ids if key in sizes], sum(sizes.values()))
    if allocated.recipients:
        _store(campaign, allocated, sizes, now)
    return allocated, sum(counted for _, _, counted in rows)


def _store(
    campaign: Campaign, allocated: Allocation, sizes: dict[uuid.UUID, int], now: datetime
) -> None:
    """Store the batches in the schedule, in place of today's planned ones."""
    today = campaign.date_of(now)
    number = daily_usage.last_batch_number(campaign, today)
    planned = db.session.scalar(
        delete(Batch)
        .where(
            Batch.campaign_id == campaign.id,
            Batch.send_date == today,
            Batch.status == BatchStatus.PLANNED,
        )
        .returning(Batch.batch_size)
    )
    for number, key in enumerate(allocated.batch_ids, start=number + 1):  # noqa: B020
        db.session.add(
            Batch(
                id=key,
                campaign_id=campaign.id,
                send_date=today,
                batch_number=number,
                batch_size=sizes[key],
                status=BatchStatus.QUEUED,
                queued_at=now,
            )
        )
    if planned and planned > allocated.recipients:
        db.session.add(
            Batch(
                campaign_id=campaign.id,
                send_date=today,
                batch_number=number + 1,
                batch_size=planned - allocated.recipients,
            )
        )
    db.session.flush()
