"""The tick that keeps counters short."""

from webapp.extensions import db
from webapp.services.sending import counters


def compact_counters() -> None:
    """Fold the rows of each counter into one."""
    counters.fold()
    db.session.commit()
