"""How much of a portfolio's quota is used, until when, and what remains."""

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
from webapp.domain.planning.day_quota import QuotaHold
from webapp.domain.recipients.status import IN_HAND, RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, QuotaUse, Recipient, Sender, ServiceWindow

MINUTE = timedelta(minutes=1)
EPOCH = datetime.fromtimestamp(0, UTC)
#: Queued or being sent to, and not because of an open service window.
COUNTED = and_(Recipient.status.in_(IN_HAND), Recipient.in_service_window.is_(False))


def used(portfolio: Portfolio, now: datetime) -> int:
    """Return the number of contacts written to in the last 24 hours or allocated to batches.

    A recipient who is queued counts from then on, however long the sending takes, unless the
    service window is open.
    """
    count = select(_used(now)).where(Portfolio.id == portfolio.id)
    return db.session.scalar(count) or 0


def used_by_portfolio(now: datetime) -> list[tuple[Portfolio, int]]:
    """Return the portfolios, each with the same count, in one statement."""
    rows = db.session.execute(select(Portfolio, _used(now)).order_by(Portfolio.id))
    return [(portfolio, int(count)) for portfolio, count in rows]


def _used(now: datetime) -> ColumnElement[int]:
    """Return for each portfolio the contacts in its ledger and those queued or being sent to."""
    in_ledger = and_(QuotaUse.portfolio_id == Portfolio.id, QuotaUse.written_at > quota.cutoff(now))
    is_other = ~exists().where(in_ledger, QuotaUse.contact_id == Recipient.contact_id)
    in_hand = _in_hand().where(Sender.portfolio_id == Portfolio.id, is_other)
    others = in_hand.distinct().correlate(Portfolio).subquery()
    written = select(func.count()).select_from(QuotaUse).where(in_ledger)
    return written.scalar_subquery() + select(func.count()).select_from(others).scalar_subquery()


def _in_hand() -> Select[int | None]:
    """Return the statement for the contacts who are queued or being sent to, and count."""
    return select(Recipient.contact_id).join(Campaign).join(Sender).where(COUNTED)


def remaining_now(portfolio: Portfolio, now: datetime) -> int | None:
    """Return how many more different contacts may be written to; None where there is no limit."""
    return quota.remaining(portfolio.quota, used(portfolio, now))


class Release(NamedTuple):
    """An amount of quota that is released at this moment."""

    at: datetime
    amount: int


#: Goes from one minute to the next by the index, however many contacts are in the ledger.
_NEXT_RELEASES = text(
    """
    WITH RECURSIVE release AS (
        SELECT 1 AS number, CAST(:cutoff AS timestamptz) AS after, CAST(:gone AS bigint) AS gone,
               (SELECT date_trunc('minute', written_at) FROM quota_ledger
                WHERE portfolio_id = :portfolio AND written_at > :cutoff
                ORDER BY written_at OFFSET :gone LIMIT 1) AS minute
        UNION ALL
        SELECT 2, next.minute, 0, next.minute
        FROM release, LATERAL (
            SELECT date_trunc('minute', written_at) AS minute FROM quota_ledger
            WHERE portfolio_id = :portfolio AND written_at >= release.minute + INTERVAL '1 minute'
            ORDER BY written_at LIMIT 1
        ) next
        WHERE number = 1
    )
    SELECT minute, (
        SELECT count(*) FROM quota_ledger
        WHERE portfolio_id = :portfolio AND written_at >= after
          AND written_at < minute + INTERVAL '1 minute'
    ) - gone
    FROM release WHERE minute IS NOT NULL ORDER BY minute
    """
)


def next_releases(portfolio: Portfolio, used: int, now: datetime) -> list[Release]:
    """Return the next two minutes in which quota is released, if `used` leaves none.

    If more is used than the limit now allows, the first releases do not help.
    """
    params = {
        "portfolio": portfolio.id,
        "cutoff": quota.cutoff(now),
        "gone": max(0, used - (portfolio.quota or 0)),
    }
    rows = db.session.execute(_NEXT_RELEASES, params)
    # Rounded up, so that nothing is sent a minute early.
    return [Release(minute + quota.WINDOW + MINUTE, amount) for minute, amount in rows]


class Usage(NamedTuple):
    """How much of a portfolio's quota is used; if none remains, the next releases."""

    used: int
    next_releases: Sequence[Release] = ()


def usage(portfolio: Portfolio, now: datetime, count: int | None = None) -> Usage:
    """Return the usage of a portfolio; its count may be known already."""
    if count is None:
        count = used(portfolio, now)
    is_full = quota.remaining(portfolio.quota, count) == 0
    return Usage(count, next_releases(portfolio, count, now) if is_full else ())


def holds(portfolio: Portfolio, now: datetime) -> list[QuotaHold]:
    """Return until when quota is used, by minute; queued recipients use it from now on."""
    is_own = Sender.portfolio_id == portfolio.id
    sending = _in_hand().where(is_own).distinct().add_columns(literal(now).label("since"))
    written = select(QuotaUse.contact_id, QuotaUse.written_at).where(
        QuotaUse.portfolio_id == portfolio.id, QuotaUse.written_at > quota.cutoff(now)
    )
    in_hand, in_ledger = sending.subquery(), written.subquery()
    since = func.coalesce(in_hand.c.since, in_ledger.c.written_at)
    minute = func.date_bin(MINUTE, since, EPOCH)
    both = in_ledger.join(in_hand, in_hand.c.contact_id == in_ledger.c.contact_id, full=True)
    by_minute = select(minute, func.count()).select_from(both).group_by(minute)
    rows = db.session.execute(by_minute)
    return [QuotaHold(at + quota.WINDOW + MINUTE, amount) for at, amount in rows]


def campaigns_with_exempt(portfolio: Portfolio, now: datetime) -> set[uuid.UUID]:
    """Return the campaigns in which recipients are due who are exempt from the quota.

    They are counted already, or their service window is open.
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
