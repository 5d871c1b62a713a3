"""Writing down who did what."""

from webapp.domain.translatable import packed
from webapp.extensions import db
from webapp.models import AuditEntry


def note(actor: str, action: str, subject: str, **details: object) -> None:
    """Add an entry to the audit log, in the transaction of what it tells of."""
    kept = {name: packed(one) if isinstance(one, str) else one for name, one in details.items()}
    db.session.add(AuditEntry(actor=actor, action=action, subject=subject, details=kept))
