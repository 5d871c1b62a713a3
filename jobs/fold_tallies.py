"""The tick that keeps counters short."""

from webapp.extensions import db
from webapp.services import tallies


def fold_tallies() -> None:
    """Fold the rows of each counter into one."""
    tallies.fold()
    db.session.commit()
