"""Reading who did what."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, or_, select

from webapp.extensions import db
from webapp.models import AuditEntry
from webapp.queries import keysets
from webapp.queries.keysets import Cut, Order, Place

ORDERS = {"when": Order(AuditEntry.id, AuditEntry.id)}
LATEST = "-when"


def of_subject(subject: str, limit: int = 10) -> Sequence[AuditEntry]:
    """List what was done lately to one thing, the latest first."""
    chosen = select(AuditEntry).where(AuditEntry.subject == subject)
    return db.session.scalars(chosen.order_by(AuditEntry.id.desc()).limit(limit)).all()


def page(search: str = "", place: Place | None = None, limit: int = 50) -> Cut[AuditEntry]:
    """List entries, the latest first: all, or those in which every word stands somewhere."""
    chosen = select(AuditEntry)
    parts = (
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.subject,
        cast(AuditEntry.details, Text),
    )
    for word in search.split():
        chosen = chosen.where(or_(*(part.icontains(word, autoescape=True) for part in parts)))
    return keysets.page(chosen, place or Place(keysets.order(ORDERS, LATEST)), limit)
