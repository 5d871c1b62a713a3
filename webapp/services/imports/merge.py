# ruff: noqa: S608 (made of the words in this file; all values are bound)
"""Making contacts of a portion of rows: whom we know gets what is new, the others are created."""

from typing import NamedTuple

from sqlalchemy import text

from webapp.extensions import db
from webapp.models import ContactImport, ImportPortion

_PORTION = """
WITH portion AS (
    SELECT * FROM import_rows WHERE import_id = :id AND row >= :first AND row <= :last
)
"""
_CHANGED = """
(p.name <> '' AND p.name <> c.name) OR NOT c.attributes @> p.attributes
"""
#: The planner would rather read a million contacts, for every portion, than look up each person.
BY_INDEX = text("SET LOCAL enable_seqscan = off")
#: Whom we know already, locked in the same order by all who do this; with what they were.
MEET_KNOWN = text(f"""
{_PORTION}, known AS MATERIALIZED (
    SELECT c.id, CASE WHEN {_CHANGED}
        THEN jsonb_build_object('name', c.name, 'attributes', c.attributes) END AS before
    FROM portion p JOIN contacts c USING (match_key) ORDER BY c.match_key FOR UPDATE OF c
), noted AS (
    INSERT INTO imported_contacts (import_id, contact_id, is_new, before)
    SELECT :id, id, false, before FROM known
)
SELECT (SELECT count(*) FROM portion), count(*), count(before) FROM known
""")
#: New values win, empty ones erase nothing, and nobody is subscribed again.
CHANGE_KNOWN = text(f"""
{_PORTION}
UPDATE contacts c SET
    name = coalesce(nullif(p.name, ''), c.name),
    attributes = c.attributes || p.attributes,
    updated_at = :at
FROM portion p WHERE c.match_key = p.match_key AND ({_CHANGED})
""")
#: The others are created, each with the opt-in event that says from which row it came.
_MEET = f"""
{_PORTION}, made AS MATERIALIZED (
    SELECT nextval('contacts_id_seq') AS id, rows.*
    FROM (SELECT * FROM portion p {{which}} ORDER BY row) rows
), people AS (
    INSERT INTO contacts (id, phone_number, match_key, country, name, attributes, subscription,
                          created_at, updated_at)
    SELECT id, phone_number, match_key, country, name, attributes, 'subscribed',
           CAST(:at AS timestamptz), CAST(:at AS timestamptz)
    FROM made
), agreed AS (
    INSERT INTO consent_events (contact_id, kind, source, actor, words, occurred_at)
    SELECT id, 'opt_in', 'import', :actor, CAST(:words AS text) || row || ')', :at FROM made
), noted AS (
    INSERT INTO imported_contacts (import_id, contact_id, is_new) SELECT :id, id, true FROM made
)
SELECT count(*) FROM made
"""
_IS_NEW = "WHERE NOT EXISTS (SELECT FROM contacts c WHERE c.match_key = p.match_key)"
MEET_NEW = text(_MEET.format(which=_IS_NEW))
#: Where nobody is known, nobody needs to be looked up.
MEET_ALL = text(_MEET.format(which=""))


class Merged(NamedTuple):
    """What became of a portion's people."""

    created: int
    updated: int
    unchanged: int


def merge(upload: ContactImport, portion: ImportPortion, *, is_careful: bool) -> Merged | None:
    """Merge the portion's people; None, or IntegrityError, when another has just met one.

    Not careful, it takes everyone for new who was so for the check; the database would object.
    """
    where = {"id": upload.id, "first": portion.first_row, "last": portion.last_row}
    new = where | {
        "at": upload.started_at,
        "actor": upload.created_by,
        "words": f"{upload.consent} ({upload.filename}, row ",
    }
    db.session.execute(BY_INDEX)
    if not (is_careful or upload.known):
        return Merged(db.session.scalar(MEET_ALL, new) or 0, 0, 0)
    people, known, changed = db.session.execute(MEET_KNOWN, where).one()
    if changed:
        db.session.execute(CHANGE_KNOWN, where | {"at": upload.started_at})
    meet = MEET_NEW if known else MEET_ALL
    made = db.session.scalar(meet, new) or 0 if known < people else 0
    return Merged(made, changed, known - changed) if known + made == people else None
