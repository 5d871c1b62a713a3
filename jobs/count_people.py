"""Counting people for a page that does not wait."""

from webapp.extensions import db
from webapp.services.audiences import background_counts, preview
from webapp.services.campaigns import draft_audience

#: How what is to be counted is found, by the first word of its name.
FIND = {draft_audience.KIND: draft_audience.find, preview.KIND: preview.find}


def count_people(subject: str) -> None:
    """Count once, and keep what was found. Safe to run at any time and twice at once."""
    kind, key = subject.split()
    wanted = FIND[kind](key)
    if wanted:
        background_counts.keep(wanted)
    db.session.commit()
