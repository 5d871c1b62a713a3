"""Writing the audit log."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from webapp.domain.messages import Message, dumped
from webapp.extensions import db
from webapp.models import AuditEntry


def note(actor: str, action: str, subject: str, **details: object) -> None:
    """Add an entry to the audit log, in the transaction of the action."""
    db.session.add(_entry(actor, action, subject, details))


def note_download(actor: str, action: str, subject: str, **details: object) -> None:
    """Add an entry in a transaction of its own, before a file is streamed."""
    with Session(db.engine) as session, session.begin():
        session.add(_entry(actor, action, subject, details))


def _entry(actor: str, action: str, subject: str, details: Mapping[str, object]) -> AuditEntry:
    stored = {
        name: dumped(value) if isinstance(value, Message) else value
        for name, value in details.items()
    }
    return AuditEntry(actor=actor, action=action, subject=subject, details=stored)
