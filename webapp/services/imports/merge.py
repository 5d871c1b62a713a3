# ruff: noqa: S608 (built from the constants in this file; all values are bound)
"""Merging a batch of rows into the contacts: known ones are updated, the others are created."""

from typing import NamedTuple

from sqlalchemy import text

from webapp.extensions import db
from webapp.models import ContactImport, ImportBatch

_BATCH = """
WITH batch AS (
    SELECT * FROM import_rows WHERE import_id = :id AND row >= :first AND row <= :last
)
"""
_CHANGED = """
(p.name <> '' AND p.name <> c.name) OR NOT c.attributes @> p.attributes
"""
#: Without it, the planner reads a million contacts for every batch instead of using the index.
USE_INDEX = text("SET LOCAL enable_seqscan = off")
#: The contacts that we know, locked in the order that all workers use, with their old values.
LOCK_KNOWN = text(f"""
{_BATCH}, known AS MATERIALIZED (
    SELECT c.id, CASE WHEN {_CHANGED}
        THEN jsonb_build_object('name', c.name, 'attributes', c.attributes) END AS before
    FROM batch p JOIN contacts c USING (match_key) ORDER BY c.match_key FOR UPDATE OF c
), inserted AS (
    INSERT INTO imported_contacts (import_id, contact_id, is_new, before)
    SELECT :id, id, false, before FROM known
)
SELECT (SELECT count(*) FROM batch), count(*), count(before) FROM known
""")
#: New values win, empty ones erase nothing, and no contact is subscribed again.
UPDATE_KNOWN = text(f"""
{_BATCH}
UPDATE contacts c SET
    name = coalesce(nullif(p.name, ''), c.name),
    attributes = c.attributes || p.attributes,
    updated_at = :at
FROM batch p WHERE c.match_key = p.match_key AND ({_CHANGED})
""")
#: The others are created, each with an opt-in event that names its row.
_CREATE = f"""
{_BATCH}, created AS MATERIALIZED (
    SELECT nextval('contacts_id_seq') AS id, rows.*
    FROM (SELECT * FROM batch p {{condition}} ORDER BY row) rows
), inserted_contacts AS (
    INSERT INTO contacts (id, phone_number, match_key, country, name, attributes, subscription,
                          created_at, updated_at)
    SELECT id, phone_number, match_key, country, name, attributes, 'subscribed',
           CAST(:at AS timestamptz), CAST(:at AS timestamptz)
    FROM created
), inserted_events AS (
    INSERT INTO consent_events (contact_id, kind, source, actor, words, occurred_at)
    SELECT id, 'opt_in', 'import', :actor, CAST(:words AS text) || row || ')', :at FROM created
), inserted_links AS (
    INSERT INTO imported_contacts (import_id, contact_id, is_new) SELECT :id, id, true FROM created
)
SELECT count(*) FROM created
"""
_IS_NEW = "WHERE NOT EXISTS (SELECT FROM contacts c WHERE c.match_key = p.match_key)"
CREATE_NEW = text(_CREATE.format(condition=_IS_NEW))
#: Where no contact of the batch is known, none is looked up.
CREATE_ALL = text(_CREATE.format(condition=""))


class MergeCounts(NamedTuple):
    """What happened to the contacts of a batch."""

    created: int
    updated: int
    unchanged: int


def merge(upload: ContactImport, batch: ImportBatch, *, is_careful: bool) -> MergeCounts | None:
    """Merge the batch's rows and count them; None, or IntegrityError, if one was just created.

    Without `is_careful` all contacts that were new for the check are inserted without a look-up;
    if another worker has created one, the database raises an error.
    """
    where = {"id": upload.id, "first": batch.first_row, "last": batch.last_row}
    new = where | {
        "at": upload.started_at,
        "actor": upload.created_by,
        "words": f"{upload.consent} ({upload.filename}, row ",
    }
    db.session.execute(USE_INDEX)
    if not (is_careful or upload.known):
        return MergeCounts(db.session.scalar(CREATE_ALL, new) or 0, 0, 0)
    total, known, changed = db.session.execute(LOCK_KNOWN, where).one()
    if changed:
        db.session.execute(UPDATE_KNOWN, where | {"at": upload.started_at})
    create = CREATE_NEW if known else CREATE_ALL
    created = db.session.scalar(create, new) or 0 if known < total else 0
    if known + created != total:
        return None
    return MergeCounts(created, changed, known - changed)
