"""Opening and closing incidents."""

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Incident


def open_incident(kind: str, subject: str, message: str) -> None:
    """Tell staff of a condition. Safe to call again: one that is open already stays as it is."""
    db.session.execute(
        insert(Incident)
        .values(kind=kind, subject=subject, message=message, started_at=clock.now())
        .on_conflict_do_nothing(
            index_elements=["kind", "subject"], index_where=Incident.ended_at.is_(None)
        )
    )


def close_incident(kind: str, subject: str) -> None:
    """Say that the condition is over; does nothing where none is open."""
    db.session.execute(
        update(Incident)
        .where(Incident.kind == kind, Incident.subject == subject, Incident.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
