"""Cutting the batches that are due, within the room of each portfolio."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text

from webapp.domain import room as rooms_domain
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Portfolio
from webapp.queries import rooms, schedules
from webapp.services import planning, waves

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


def cut_due(now: datetime) -> list[Cut]:
    """Move everyone who is due now into batches, and answer them to be enqueued after the commit.

    Safe to run at any time, by any number of processes: each portfolio is cut under its lock,
    and what was taken is not taken again.
    """
    portfolio_ids = db.session.scalars(select(Portfolio.id).order_by(Portfolio.id)).all()
    return [cut for key in portfolio_ids for cut in _cut_portfolio(planning.lock(key), now)]


def _cut_portfolio(portfolio: Portfolio, now: datetime) -> list[Cut]:
    if schedules.has_missed_days(portfolio, now):
        planning.replan(portfolio, now)
    due = [
        campaign
        for campaign in schedules.active_campaigns(portfolio)
        if schedules.is_due(campaign, now)
    ]
    if not due:
        return []
    room = rooms.room_now(portfolio, now)
    riders = rooms.free_riders(portfolio, now) if room == 0 else None
    cuts = []
    for campaign, allowance in _allowances(due, now):
        if riders is not None and campaign.id not in riders:
            continue
        cut, newcomers = _cut_campaign(campaign, allowance, room, now)
        room = room - newcomers if room is not None else None
        if cut.people:
            cuts.append(cut)
    return cuts


def _allowances(campaigns: Sequence[Campaign], now: datetime) -> Iterator[tuple[Campaign, int]]:
    """Answer, of the campaigns with people to take, how many each may still take today."""
    days = {campaign.id: campaign.date_of(now) for campaign in campaigns}
    taken = schedules.taken_since(campaigns, min(days.values()))
    pending = schedules.pending_counts(campaigns)
    for campaign in campaigns:
        left = campaign.daily_send_limit - taken.get((campaign.id, days[campaign.id]), 0)
        wanted = min(left, pending.get(campaign.id, 0))
        if (allowance := waves.allowance(campaign, wanted)) > 0:
            yield campaign, allowance


#: Takes the next people of a campaign: those who are in the portfolio's window already cost no
#: room and need not wait for it; of the others, as many as there is room for.
_TAKE = text(
    """
    WITH counted AS (
        SELECT r.id, r.position, true AS is_counted
        FROM room_ledger l
        JOIN campaign_recipients r ON r.contact_id = l.contact_id AND r.campaign_id = :campaign
        WHERE l.portfolio_id = :portfolio AND l.written_at > :cutoff AND r.status = 'pending'
          AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)
        ORDER BY r.position LIMIT :allowance
        FOR UPDATE OF r SKIP LOCKED
    ), newcomers AS (
        SELECT r.id, r.position, false AS is_counted
        FROM campaign_recipients r
        WHERE r.campaign_id = :campaign AND r.status = 'pending'
          AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)
          AND NOT EXISTS (
              SELECT 1 FROM room_ledger l
              WHERE l.portfolio_id = :portfolio AND l.contact_id = r.contact_id
                AND l.written_at > :cutoff
          )
        ORDER BY r.position LIMIT :newcomers
        FOR UPDATE OF r SKIP LOCKED
    ), chosen AS (
        SELECT * FROM counted UNION ALL SELECT * FROM newcomers
        ORDER BY position LIMIT :allowance
    ), numbered AS (
        SELECT id, is_counted, (row_number() OVER (ORDER BY position) - 1) / :size AS part
        FROM chosen
    ), taken AS (
        UPDATE campaign_recipients r
        SET status = 'queued', queued_at = :now, next_attempt_at = NULL,
            batch_id = (CAST(:batch_ids AS uuid[]))[numbered.part + 1]
        FROM numbered WHERE r.id = numbered.id
        RETURNING r.batch_id, numbered.is_counted
    )
    SELECT batch_id, count(*), count(*) FILTER (WHERE NOT is_counted) FROM taken GROUP BY batch_id
    """
)


def _cut_campaign(
    campaign: Campaign, allowance: int, room: int | None, now: datetime
) -> tuple[Cut, int]:
    """Cut one campaign's batches; answer them, and how many places of the room they cost."""
    size = batch_size(allowance)
    ids = [uuid.uuid4() for _ in range(-(-allowance // size))]
    rows = db.session.execute(
        _TAKE,
        {
            "portfolio": campaign.sender.portfolio_id,
            "campaign": campaign.id,
            "now": now,
            "cutoff": rooms_domain.cutoff(now),
            "allowance": allowance,
            "newcomers": allowance if room is None else min(room, allowance),
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
