"""Keeping the room ledger: whom a portfolio wrote to in the last 24 hours."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, text

from webapp.domain import room
from webapp.extensions import db
from webapp.models import WrittenPerson

#: A second message costs no place, but keeps the person in the window for longer.
_WRITE = text(
    """
    INSERT INTO room_ledger (portfolio_id, contact_id, written_at, messages)
    SELECT :portfolio, contact_id, :now, 1 FROM unnest(CAST(:contacts AS bigint[])) AS contact_id
    ON CONFLICT (portfolio_id, contact_id) DO UPDATE SET
        written_at = greatest(room_ledger.written_at, excluded.written_at),
        messages = CASE WHEN room_ledger.written_at > :cutoff
                        THEN room_ledger.messages + 1 ELSE 1 END
    """
)

_GIVE_BACK = text(
    """
    WITH fewer AS (
        UPDATE room_ledger SET messages = messages - 1
        WHERE portfolio_id = :portfolio AND contact_id = ANY(CAST(:contacts AS bigint[]))
        RETURNING contact_id, messages
    )
    SELECT contact_id FROM fewer WHERE messages <= 0
    """
)


def write(portfolio_id: int, contact_ids: Iterable[int], now: datetime) -> None:
    """Note that the people were written to, now or (where the outcome is unknown) perhaps."""
    people = sorted(contact_ids)  # the same order for all workers: no deadlock
    if people:
        db.session.execute(
            _WRITE,
            {
                "portfolio": portfolio_id,
                "contacts": people,
                "now": now,
                "cutoff": room.cutoff(now),
            },
        )


def give_back(portfolio_id: int, contact_ids: Iterable[int]) -> None:
    """Free the places of people whose message failed before it was delivered.

    Someone to whom another message went in the same 24 hours keeps the place.
    """
    freed = db.session.scalars(
        _GIVE_BACK, {"portfolio": portfolio_id, "contacts": sorted(contact_ids)}
    ).all()
    db.session.execute(
        delete(WrittenPerson).where(
            WrittenPerson.portfolio_id == portfolio_id, WrittenPerson.contact_id.in_(freed)
        )
    )


def prune(now: datetime) -> None:
    """Forget the people whose 24 hours are over."""
    db.session.execute(delete(WrittenPerson).where(WrittenPerson.written_at <= room.cutoff(now)))
