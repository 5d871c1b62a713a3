"""Taking the next people of a campaign into batches."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from webapp.domain.planning import quota
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign
from webapp.queries.planning import daily_usage
from webapp.queries.recipients import zones
from webapp.services.planning import allocation_sql

#: People in a batch: seconds of work, so that a stop, a crash or a second worker finds small
#: pieces. Where a day has tens of thousands, larger ones keep the calls of a worker overlapping.
SMALLEST_BATCH, LARGEST_BATCH = 250, 2_000
BATCHES_A_DAY = 20


def batch_size(people: int) -> int:
    """Answer how many people make a batch on a day with so many.

    >>> batch_size(250), batch_size(20_000), batch_size(1_000_000)
    (250, 1000, 2000)
    """
    return min(LARGEST_BATCH, max(SMALLEST_BATCH, people // BATCHES_A_DAY))


@dataclass(frozen=True)
class Cut:
    """What one campaign was given."""

    campaign_id: uuid.UUID
    batch_ids: list[uuid.UUID]
    people: int


def take(campaign: Campaign, allowance: int, newcomers: int, now: datetime) -> tuple[Cut, int]:
    """Cut the campaign's batches; answer them, and how many places of the room they cost.

    At most `allowance` people are taken, and at most so many newcomers, who cost a place each;
    nobody for whom it is quiet.
    """
    size = batch_size(allowance)
    ids = [uuid.uuid4() for _ in range(-(-allowance // size))]
    quiet, awake = campaign.quiet_hours, None
    if quiet:
        awake = quiet.awake(zones.waiting(campaign), now, campaign.zone)
    rows = db.session.execute(
        allocation_sql.TAKE_AWAKE if quiet else allocation_sql.TAKE,
        {
            "awake": awake,
            "portfolio": campaign.sender.portfolio_id,
            "campaign": campaign.id,
            "now": now,
            "cutoff": quota.cutoff(now),
            "sender": campaign.sender_id,
            "open_until": now + quota.SERVICE_MARGIN,
            "allowance": allowance,
            "newcomers": newcomers,
            "size": size,
            "batch_ids": ids,
        },
    ).all()
    sizes = {batch_id: people for batch_id, people, _ in rows}
    cut = Cut(campaign.id, [key for key in ids if key in sizes], sum(sizes.values()))
    if cut.people:
        _write_down(campaign, cut, sizes, now)
    return cut, sum(newcomers for _, _, newcomers in rows)


def _write_down(campaign: Campaign, cut: Cut, sizes: dict[uuid.UUID, int], now: datetime) -> None:
    """Put the batches in the schedule, in place of what was planned for today."""
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
    for number, key in enumerate(cut.batch_ids, start=number + 1):  # noqa: B020
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
    if planned and planned > cut.people:
        db.session.add(
            Batch(
                campaign_id=campaign.id,
                send_date=today,
                batch_number=number + 1,
                batch_size=planned - cut.people,
            )
        )
    db.session.flush()
