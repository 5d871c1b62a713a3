"""Taking the next people of a campaign into batches."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, text

from webapp.domain import room
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign
from webapp.queries import schedules

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


#: Takes the next people of a campaign: those who are in the portfolio's window already, or whose
#: service window is open, cost no room and need not wait for it; of the others, as many as there
#: is room for.
_TAKE = text(
    """
    WITH free AS (
        SELECT contact_id, bool_or(is_open) AS is_open
        FROM (
            SELECT contact_id, false AS is_open FROM room_ledger
            WHERE portfolio_id = :portfolio AND written_at > :cutoff
            UNION ALL
            SELECT contact_id, true FROM service_windows
            WHERE sender_id = :sender AND open_until > :open_until
        ) people
        GROUP BY contact_id
    ), riders AS (
        SELECT r.id, r.position, true AS is_free, free.is_open
        FROM free
        JOIN campaign_recipients r ON r.contact_id = free.contact_id AND r.campaign_id = :campaign
        WHERE r.status = 'pending' AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)
        ORDER BY r.position LIMIT :allowance
        FOR UPDATE OF r SKIP LOCKED
    ), newcomers AS (
        SELECT r.id, r.position, false AS is_free, false AS is_open
        FROM campaign_recipients r
        WHERE r.campaign_id = :campaign AND r.status = 'pending'
          AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)
          AND NOT EXISTS (
              SELECT 1 FROM room_ledger l
              WHERE l.portfolio_id = :portfolio AND l.contact_id = r.contact_id
                AND l.written_at > :cutoff
          )
          AND NOT EXISTS (
              SELECT 1 FROM service_windows w
              WHERE w.sender_id = :sender AND w.contact_id = r.contact_id
                AND w.open_until > :open_until
          )
        ORDER BY r.position LIMIT :newcomers
        FOR UPDATE OF r SKIP LOCKED
    ), chosen AS (
        SELECT * FROM riders UNION ALL SELECT * FROM newcomers
        ORDER BY position LIMIT :allowance
    ), numbered AS (
        SELECT id, is_free, is_open, (row_number() OVER (ORDER BY position) - 1) / :size AS part
        FROM chosen
    ), taken AS (
        UPDATE campaign_recipients r
        SET status = 'queued', queued_at = :now, next_attempt_at = NULL,
            in_service_window = numbered.is_open,
            batch_id = (CAST(:batch_ids AS uuid[]))[numbered.part + 1]
        FROM numbered WHERE r.id = numbered.id
        RETURNING r.batch_id, numbered.is_free
    )
    SELECT batch_id, count(*), count(*) FILTER (WHERE NOT is_free) FROM taken GROUP BY batch_id
    """
)


def take(campaign: Campaign, allowance: int, newcomers: int, now: datetime) -> tuple[Cut, int]:
    """Cut the campaign's batches; answer them, and how many places of the room they cost.

    At most `allowance` people are taken, and at most so many newcomers, who cost a place each.
    """
    size = batch_size(allowance)
    ids = [uuid.uuid4() for _ in range(-(-allowance // size))]
    rows = db.session.execute(
        _TAKE,
        {
            "portfolio": campaign.sender.portfolio_id,
            "campaign": campaign.id,
            "now": now,
            "cutoff": room.cutoff(now),
            "sender": campaign.sender_id,
            "open_until": now + room.SERVICE_MARGIN,
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
    number = schedules.last_batch_number(campaign, today)
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
