"""Counting people for a page that does not wait."""

from webapp.extensions import db
from webapp.services import audience_people, counts, draft_people

#: How what is to be counted is found, by the first word of its name.
FIND = {draft_people.KIND: draft_people.find, audience_people.KIND: audience_people.find}


def count_people(subject: str) -> None:
    """Count once, and keep what was found. Safe to run at any time and twice at once."""
    kind, key = subject.split()
    wanted = FIND[kind](key)
    if wanted:
        counts.keep(wanted)
    db.session.commit()
