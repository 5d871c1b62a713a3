"""How much of a portfolio's messaging limit is used."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union,
)

from webapp.domain.planning import quota
from webapp.domain.planning.day_quota import Held
from webapp.domain.recipients.status import IN_HAND, RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, QuotaUse, Recipient, Sender, ServiceWindow

MINUTE = timedelta(minutes=1)
EPOCH = datetime.fromtimestamp(0, UTC)
#: In hand, and not because of an open service window.
TAKES_A_PLACE = and_(Recipient.status.in_(IN_HAND), Recipient.in_service_window.is_(False))


def people_in_window(portfolio: Portfolio, now: datetime) -> int:
    """Count the different people written to in the last 24 hours or taken to be written to.

    A person who is queued holds a place from then on, however long the sending takes; not so
    one whose service window is open.
    """
    used = select(_used(now)).where(Portfolio.id == portfolio.id)
    return db.session.scalar(used) or 0


def portfolios(now: datetime) -> list[tuple[Portfolio, int]]:
    """List the portfolios, each with the same count, in one statement."""
    rows = db.session.execute(select(Portfolio, _used(now)).order_by(Portfolio.id))
    return [(portfolio, int(count)) for portfolio, count in rows]


def _used(now: datetime) -> ColumnElement[int]:
    """Count for each portfolio whoever is in its ledger, which an index tells, and the others."""
    in_ledger = and_(QuotaUse.portfolio_id == Portfolio.id, QuotaUse.written_at > quota.cutoff(now))
    is_other = ~exists().where(in_ledger, QuotaUse.contact_id == Recipient.contact_id)
    taken = _taken().where(Sender.portfolio_id == Portfolio.id, is_other)
    others = taken.distinct().correlate(Portfolio).subquery()
    written = select(func.count()).select_from(QuotaUse).where(in_ledger)
    return written.scalar_subquery() + select(func.count()).select_from(others).scalar_subquery()


def _taken() -> Select[int | None]:
    """Name those who are taken to be written to."""
    return select(Recipient.contact_id).join(Campaign).join(Sender).where(TAKES_A_PLACE)


def room_now(portfolio: Portfolio, now: datetime) -> int | None:
    """Answer how many more different people may be written to; None where there is no limit."""
    return quota.room(portfolio.people_a_day, people_in_window(portfolio, now))


class Places(NamedTuple):
    """So many places of the limit come free at this moment."""

    at: datetime
    people: int


#: Goes from one minute to the next by the index, however many people hold places.
_NEXT_PLACES = text(
    """
    WITH RECURSIVE place AS (
        SELECT 1 AS number, CAST(:cutoff AS timestamptz) AS after, CAST(:gone AS bigint) AS gone,
               (SELECT date_trunc('minute', written_at) FROM quota_ledger
                WHERE portfolio_id = :portfolio AND written_at > :cutoff
                ORDER BY written_at OFFSET :gone LIMIT 1) AS minute
        UNION ALL
        SELECT 2, next.minute, 0, next.minute
        FROM place, LATERAL (
            SELECT date_trunc('minute', written_at) AS minute FROM quota_ledger
            WHERE portfolio_id = :portfolio AND written_at >= place.minute + INTERVAL '1 minute'
            ORDER BY written_at LIMIT 1
        ) next
        WHERE number = 1
    )
    SELECT minute, (
        SELECT count(*) FROM quota_ledger
        WHERE portfolio_id = :portfolio AND written_at >= after
          AND written_at < minute + INTERVAL '1 minute'
    ) - gone
    FROM place WHERE minute IS NOT NULL ORDER BY minute
    """
)


def next_places(portfolio: Portfolio, used: int, now: datetime) -> list[Places]:
    """Answer the next two minutes in which places come free, where `used` leaves none.

    Where more are used than the limit now allows, the first to come free are nobody's gain.
    """
    given = {
        "portfolio": portfolio.id,
        "cutoff": quota.cutoff(now),
        "gone": max(0, used - (portfolio.people_a_day or 0)),
    }
    rows = db.session.execute(_NEXT_PLACES, given)
    # Rounded up, so that nobody comes a minute early.
    return [Places(minute + quota.WINDOW + MINUTE, people) for minute, people in rows]


class Use(NamedTuple):
    """How many use a portfolio's limit; where none is free, when the next places come free."""

    used: int
    next_places: Sequence[Places] = ()


def use(portfolio: Portfolio, now: datetime, used: int | None = None) -> Use:
    """Tell the use of a portfolio, of which the count may be known already."""
    if used is None:
        used = people_in_window(portfolio, now)
    is_full = quota.room(portfolio.people_a_day, used) == 0
    return Use(used, next_places(portfolio, used, now) if is_full else ())


def held(portfolio: Portfolio, now: datetime) -> list[Held]:
    """List until when places are taken, by the minute; whoever is in hand takes one from now on."""
    of_portfolio = Sender.portfolio_id == portfolio.id
    taken = _taken().where(of_portfolio).distinct().add_columns(literal(now).label("since"))
    written = select(QuotaUse.contact_id, QuotaUse.written_at).where(
        QuotaUse.portfolio_id == portfolio.id, QuotaUse.written_at > quota.cutoff(now)
    )
    in_hand, in_ledger = taken.subquery(), written.subquery()
    since = func.coalesce(in_hand.c.since, in_ledger.c.written_at)
    minute = func.date_bin(MINUTE, since, EPOCH)
    all_of_them = in_ledger.join(in_hand, in_hand.c.contact_id == in_ledger.c.contact_id, full=True)
    places = select(minute, func.count()).select_from(all_of_them).group_by(minute)
    return [Held(at + quota.WINDOW + MINUTE, people) for at, people in db.session.execute(places)]


def free_riders(portfolio: Portfolio, now: datetime) -> set[uuid.UUID]:
    """Name the campaigns in which people are due who need no room.

    They hold a place already, or their service window is open.
    """
    written = select(Recipient.campaign_id).join(
        QuotaUse,
        and_(
            QuotaUse.contact_id == Recipient.contact_id,
            QuotaUse.portfolio_id == portfolio.id,
            QuotaUse.written_at > quota.cutoff(now),
        ),
    )
    wrote = (
        select(Recipient.campaign_id)
        .join(ServiceWindow, ServiceWindow.contact_id == Recipient.contact_id)
        .join(Sender, Sender.id == ServiceWindow.sender_id)
        .join(Campaign, Campaign.sender_id == Sender.id)
        .where(
            Campaign.id == Recipient.campaign_id,
            Sender.portfolio_id == portfolio.id,
            ServiceWindow.open_until > now + quota.SERVICE_MARGIN,
        )
    )
    is_due = and_(
        Recipient.status == RecipientStatus.PENDING,
        or_(Recipient.next_attempt_at.is_(None), Recipient.next_attempt_at <= now),
    )
    return set(db.session.scalars(union(written.where(is_due), wrote.where(is_due))))
