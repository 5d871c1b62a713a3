"""Counting contacts for a page that does not wait."""

from webapp.extensions import db
from webapp.services.audiences import background_counts, preview
from webapp.services.campaigns import draft_audience

#: Finds what to count, by the first word of the subject.
FIND = {draft_audience.KIND: draft_audience.find, preview.KIND: preview.find}


def count_people(subject: str) -> None:
    """Count once, and cache the result. Safe to run at any time and twice at once."""
    kind, key = subject.split()
    countable = FIND[kind](key)
    if countable:
        background_counts.store(countable)
    db.session.commit()
