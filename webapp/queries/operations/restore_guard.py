"""Reading the restore guard, which blocks sending from an older copy of the database."""

from sqlalchemy import select, text

from webapp.extensions import db
from webapp.models import RestoreGuard

#: The server's own id, which is in no dump, and the id of the database on it.
_SERVER = text(
    """
    SELECT control.system_identifier || '/' || database.oid
    FROM pg_control_system() AS control, pg_database AS database
    WHERE database.datname = current_database()
    """
)


def raised() -> RestoreGuard | None:
    """Return the restore guard while it is raised."""
    return db.session.scalar(select(RestoreGuard).where(RestoreGuard.raised_at.is_not(None)))


def server() -> str:
    """Return an id of the present server and of the database on it."""
    return str(db.session.scalar(_SERVER))
