"""Reading who did what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import AuditEntry


@dataclass(frozen=True)
class Page:
    """A page of the audit log; `next_cursor` is None on the last one."""

    entries: Sequence[AuditEntry]
    next_cursor: int | None


def page(subject: str = "", before: int | None = None, limit: int = 50) -> Page:
    """List entries, the latest first, from before the cursor; of one subject where it is named."""
    chosen = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if subject:
        chosen = chosen.where(AuditEntry.subject == subject)
    if before is not None:
        chosen = chosen.where(AuditEntry.id < before)
    found = db.session.scalars(chosen).all()
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)
