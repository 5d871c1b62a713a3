"""How much of a portfolio's messaging limit is used."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, literal, or_, select, union, union_all

from webapp.domain import room
from webapp.domain.day_room import Held
from webapp.domain.recipient_status import IN_HAND, RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, Recipient, Sender, ServiceWindow, WrittenPerson

#: In hand, and not because of an open service window.
TAKES_A_PLACE = and_(Recipient.status.in_(IN_HAND), Recipient.in_service_window.is_(False))


def people_in_window(portfolio: Portfolio, now: datetime) -> int:
    """Count the different people written to in the last 24 hours or taken to be written to.

    A person who is queued holds a place from then on, however long the sending takes; not so
    one whose service window is open.
    """
    written = select(WrittenPerson.contact_id).where(
        WrittenPerson.portfolio_id == portfolio.id,
        WrittenPerson.written_at > room.cutoff(now),
    )
    taken = (
        select(Recipient.contact_id)
        .join(Campaign)
        .join(Sender)
        .where(Sender.portfolio_id == portfolio.id, TAKES_A_PLACE)
    )
    return (
        db.session.scalar(select(func.count()).select_from(union(written, taken).subquery())) or 0
    )


def portfolios(now: datetime) -> list[tuple[Portfolio, int]]:
    """List the portfolios, each with the same count, in one statement."""
    written = select(WrittenPerson.portfolio_id, WrittenPerson.contact_id).where(
        WrittenPerson.written_at > room.cutoff(now)
    )
    taken = (
        select(Sender.portfolio_id, Recipient.contact_id)
        .select_from(Recipient)
        .join(Campaign)
        .join(Sender)
        .where(TAKES_A_PLACE)
    )
    people = union(written, taken).subquery()
    used = func.count(people.c.contact_id)
    rows = db.session.execute(
        select(Portfolio, used)
        .outerjoin(people, people.c.portfolio_id == Portfolio.id)
        .group_by(Portfolio.id)
        .order_by(Portfolio.id)
    )
    return [(portfolio, int(count)) for portfolio, count in rows]


def room_now(portfolio: Portfolio, now: datetime) -> int | None:
    """Answer how many more different people may be written to; None where there is no limit."""
    return room.room(portfolio.people_a_day, people_in_window(portfolio, now))


class Places(NamedTuple):
    """So many places of the limit come free at this moment."""

    at: datetime
    people: int


def next_places(portfolio: Portfolio, used: int, now: datetime) -> list[Places]:
    """Answer the next two minutes in which places come free, where `used` leaves none.

    Where more are used than the limit now allows, the first to come free are nobody's gain.
    """
    excess = max(0, used - (portfolio.people_a_day or 0))
    ending = (
        select(func.date_trunc("minute", WrittenPerson.written_at).label("minute"))
        .where(
            WrittenPerson.portfolio_id == portfolio.id,
            WrittenPerson.written_at > room.cutoff(now),
        )
        .order_by(WrittenPerson.written_at)
        .offset(excess)
        .subquery()
    )
    rows = db.session.execute(
        select(ending.c.minute, func.count())
        .group_by(ending.c.minute)
        .order_by(ending.c.minute)
        .limit(2)
    )
    # Rounded up, so that nobody comes a minute early.
    return [Places(at + room.WINDOW + timedelta(minutes=1), people) for at, people in rows]


def held(portfolio: Portfolio, now: datetime) -> list[Held]:
    """List until when places are taken, by the minute; whoever is in hand takes one from now on."""
    written = select(WrittenPerson.contact_id, WrittenPerson.written_at.label("at")).where(
        WrittenPerson.portfolio_id == portfolio.id, WrittenPerson.written_at > room.cutoff(now)
    )
    taken = (
        select(Recipient.contact_id, literal(now))
        .join(Campaign)
        .join(Sender)
        .where(Sender.portfolio_id == portfolio.id, TAKES_A_PLACE)
    )
    people = union_all(written, taken).subquery()
    last = select(func.max(people.c.at).label("at")).group_by(people.c.contact_id).subquery()
    minute = func.date_trunc("minute", last.c.at)
    rows = db.session.execute(select(minute, func.count()).group_by(minute))
    return [Held(at + room.WINDOW + timedelta(minutes=1), people) for at, people in rows]


def free_riders(portfolio: Portfolio, now: datetime) -> set[uuid.UUID]:
    """Name the campaigns in which people are due who need no room.

    They hold a place already, or their service window is open.
    """
    written = select(Recipient.campaign_id).join(
        WrittenPerson,
        and_(
            WrittenPerson.contact_id == Recipient.contact_id,
            WrittenPerson.portfolio_id == portfolio.id,
            WrittenPerson.written_at > room.cutoff(now),
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
            ServiceWindow.open_until > now + room.SERVICE_MARGIN,
        )
    )
    is_due = and_(
        Recipient.status == RecipientStatus.PENDING,
        or_(Recipient.next_attempt_at.is_(None), Recipient.next_attempt_at <= now),
    )
    return set(db.session.scalars(union(written.where(is_due), wrote.where(is_due))))
