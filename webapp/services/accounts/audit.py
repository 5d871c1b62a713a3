"""Writing the audit log."""

from webapp.domain.messages import Message, dumped
from webapp.extensions import db
from webapp.models import AuditEntry


def note(actor: str, action: str, subject: str, **details: object) -> None:
    """Add an entry to the audit log, in the transaction of the action."""
    stored = {
        name: dumped(value) if isinstance(value, Message) else value
        for name, value in details.items()
    }
    db.session.add(AuditEntry(actor=actor, action=action, subject=subject, details=stored))
