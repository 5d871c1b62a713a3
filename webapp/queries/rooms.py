"""How much of a portfolio's messaging limit is used."""

import uuid
from datetime import datetime

from sqlalchemy import func, or_, select, union

from webapp.domain import room
from webapp.domain.recipient_status import IN_HAND, RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Portfolio, Recipient, Sender, WrittenPerson


def people_in_window(portfolio: Portfolio, now: datetime) -> int:
    """Count the different people written to in the last 24 hours or taken to be written to.

    A person who is queued holds a place from then on, however long the sending takes.
    """
    written = select(WrittenPerson.contact_id).where(
        WrittenPerson.portfolio_id == portfolio.id,
        WrittenPerson.written_at > room.cutoff(now),
    )
    taken = (
        select(Recipient.contact_id)
        .join(Campaign)
        .join(Sender)
        .where(Sender.portfolio_id == portfolio.id, Recipient.status.in_(IN_HAND))
    )
    return (
        db.session.scalar(select(func.count()).select_from(union(written, taken).subquery())) or 0
    )


def people_in_windows(now: datetime) -> dict[int, int]:
    """Count the same for every portfolio, in one statement; one with nobody is left out."""
    written = select(WrittenPerson.portfolio_id, WrittenPerson.contact_id).where(
        WrittenPerson.written_at > room.cutoff(now)
    )
    taken = (
        select(Sender.portfolio_id, Recipient.contact_id)
        .select_from(Recipient)
        .join(Campaign)
        .join(Sender)
        .where(Recipient.status.in_(IN_HAND))
    )
    people = union(written, taken).subquery()
    counted = select(people.c.portfolio_id, func.count()).group_by(people.c.portfolio_id)
    return dict(db.session.execute(counted).all())


def room_now(portfolio: Portfolio, now: datetime) -> int | None:
    """Answer how many more different people may be written to; None where there is no limit."""
    return room.room(portfolio.people_a_day, people_in_window(portfolio, now))


def released_by(portfolio: Portfolio, now: datetime, until: datetime) -> int:
    """Count the people whose places become free later than now and not after `until`."""
    return (
        db.session.scalar(
            select(func.count()).where(
                WrittenPerson.portfolio_id == portfolio.id,
                WrittenPerson.written_at > room.cutoff(now),
                WrittenPerson.written_at <= room.cutoff(until),
            )
        )
        or 0
    )


def free_riders(portfolio: Portfolio, now: datetime) -> set[uuid.UUID]:
    """Name the campaigns in which people are due who hold a place already: they need no room."""
    return set(
        db.session.scalars(
            select(Recipient.campaign_id)
            .distinct()
            .join(WrittenPerson, WrittenPerson.contact_id == Recipient.contact_id)
            .where(
                WrittenPerson.portfolio_id == portfolio.id,
                WrittenPerson.written_at > room.cutoff(now),
                Recipient.status == RecipientStatus.PENDING,
                or_(Recipient.next_attempt_at.is_(None), Recipient.next_attempt_at <= now),
            )
        )
    )
