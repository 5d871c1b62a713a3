"""Opening and closing incidents."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.messages import Message
from webapp.extensions import db
from webapp.models import Incident

#: How long an incident stays open if nothing ends it.
NOTICE_PERIOD = timedelta(days=3)
#: The kind of incidents that only show news about the account.
NOTICE = "account_notice"


def open_incident(kind: str, subject: str, message: Message) -> None:
    """Open an incident for staff. Safe to call again: an open one is not changed."""
    db.session.execute(
        insert(Incident)
        .values(kind=kind, subject=subject, message=message, started_at=clock.now())
        .on_conflict_do_nothing(
            index_elements=["kind", "subject"], index_where=Incident.ended_at.is_(None)
        )
    )


def close_incident(kind: str, subject: str) -> bool:
    """Close the incident; return False if none was open."""
    closed = db.session.execute(
        update(Incident)
        .where(Incident.kind == kind, Incident.subject == subject, Incident.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Incident.id)
    )
    return closed.first() is not None


def hold(kind: str, subject: str, message: Message | None) -> None:
    """Keep the incident open exactly while there is a message."""
    if message:
        open_incident(kind, subject, message)
    else:
        close_incident(kind, subject)


def close_others(kind: str, subjects: Iterable[str]) -> None:
    """Close the incidents of a kind that are not about these subjects."""
    db.session.execute(
        update(Incident)
        .where(
            Incident.kind == kind,
            Incident.subject.not_in(list(subjects)),
            Incident.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
    )


def open_notice(subject: str, message: Message) -> None:
    """Show staff news about the account; the notice ends after a few days, or with newer news."""
    hold_latest(NOTICE, subject, message)


def hold_latest(kind: str, subject: str, message: Message | None) -> None:
    """Keep the incident open while there is a message; another message is another incident."""
    if message is None:
        close_incident(kind, subject)
        return
    db.session.execute(
        update(Incident)
        .where(
            Incident.kind == kind,
            Incident.subject == subject,
            Incident.ended_at.is_(None),
            Incident.message != message,
        )
        .values(ended_at=clock.now())
    )
    open_incident(kind, subject, message)


def close_notices(now: datetime) -> None:
    """Close the notices that have been shown for long enough."""
    close_older(NOTICE, now - NOTICE_PERIOD)


def close_older(kind: str, than: datetime) -> None:
    """Close the incidents of a kind that have been shown for long enough."""
    db.session.execute(
        update(Incident)
        .where(Incident.kind == kind, Incident.started_at < than, Incident.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
