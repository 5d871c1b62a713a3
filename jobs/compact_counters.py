"""The tick that keeps counters short."""

from webapp.extensions import db
from webapp.services.sending import counters


def compact_counters() -> None:
    """Replace the rows of each counter with one row."""
    counters.compact()
    db.session.commit()
