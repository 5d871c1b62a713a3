# ruff: noqa: S608 (built from the constants in this file; all values are bound)
"""Merging a batch of rows into the contacts: known ones are updated, the others are created."""

from typing import NamedTuple

from sqlalchemy import TextClause, text

from webapp.extensions import db
from webapp.models import ContactImport, ImportBatch
from webapp.services.imports import row_ids

_BATCH = """
WITH batch AS (
    SELECT * FROM import_rows WHERE import_id = :id AND row >= :first AND row <= :last
)
"""
#: Without it, the planner reads a million contacts for every batch instead of using the index.
USE_INDEX = text("SET LOCAL enable_seqscan = off")
#: The contacts that we know, locked in the order that all workers use, with their old values.
_LOCK_KNOWN = """
{batch}, known AS MATERIALIZED (
    SELECT c.id, CASE WHEN {changed} THEN {before} END AS before
    FROM batch p JOIN contacts c ON {same} ORDER BY c.match_key, c.user_id FOR UPDATE OF c
), inserted AS (
    INSERT INTO imported_contacts (import_id, contact_id, is_new, before)
    SELECT :id, id, false, before FROM known
)
SELECT (SELECT count(*) FROM batch), count(*), count(before) FROM known
"""
#: New values win, empty ones erase nothing, and no contact is subscribed again.
_UPDATE_KNOWN = """
{batch}
UPDATE contacts c SET
    name = coalesce(nullif(p.name, ''), c.name),
    attributes = c.attributes || p.attributes,
    {set_ids}
    updated_at = :at
FROM batch p WHERE {same} AND ({changed})
"""
#: The others are created, each with an opt-in event that names its row.
_CREATE = """
{batch}, created AS MATERIALIZED (
    SELECT nextval('contacts_id_seq') AS id, rows.*
    FROM (SELECT * FROM batch p {condition} ORDER BY row) rows
), inserted_contacts AS (
    INSERT INTO contacts (id, phone_number, match_key, user_id, country, name, attributes,
                          subscription, created_at, updated_at)
    SELECT id, phone_number, match_key, user_id, country, name, attributes, 'subscribed',
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
#: Rows whose contact has another row in the file: its ids have changed since the check.
_DELETE_REPEATED = """
{batch}, found AS (
    SELECT p.row, c.id, row_number() OVER (PARTITION BY c.id ORDER BY p.row) AS number
    FROM batch p JOIN contacts c ON {same}
)
DELETE FROM import_rows r USING found f
WHERE r.import_id = :id AND r.row = f.row AND (f.number > 1 OR EXISTS (
    SELECT FROM imported_contacts i WHERE i.import_id = :id AND i.contact_id = f.id))
"""
_BY_NUMBER = {
    "batch": _BATCH,
    "same": "c.match_key = p.match_key",
    "changed": "(p.name <> '' AND p.name <> c.name) OR NOT c.attributes @> p.attributes",
    "before": "jsonb_build_object('name', c.name, 'attributes', c.attributes)",
    "set_ids": "",
}
#: The same for rows with user ids: the number decides, and what the contact lacks is stored.
_BY_ANY_ID = {
    "batch": _BATCH,
    "same": """c.id = coalesce(
        (SELECT n.id FROM contacts n WHERE n.match_key = p.match_key),
        (SELECT u.id FROM contacts u WHERE u.user_id = p.user_id))""",
    "changed": f"""{_BY_NUMBER["changed"]}
        OR (c.match_key IS NULL AND p.match_key IS NOT NULL)
        OR (c.user_id IS NULL AND p.user_id IS NOT NULL)""",
    "before": """jsonb_build_object(
        'name', c.name, 'attributes', c.attributes, 'phone_number', c.phone_number,
        'match_key', c.match_key, 'country', c.country, 'user_id', c.user_id)""",
    "set_ids": """
    phone_number = coalesce(c.phone_number, p.phone_number),
    match_key = coalesce(c.match_key, p.match_key),
    country = CASE WHEN c.match_key IS NULL THEN p.country ELSE c.country END,
    user_id = coalesce(c.user_id, p.user_id),""",
}


class Statements(NamedTuple):
    """The statements of a batch, for rows that are identified in the same way."""

    lock_known: TextClause
    update_known: TextClause
    create_new: TextClause
    delete_repeated: TextClause

    @classmethod
    def of(cls, parts: dict[str, str]) -> "Statements":
        condition = f"WHERE NOT EXISTS (SELECT FROM contacts c WHERE {parts['same']})"
        return cls(
            *(
                text(statement.format(**parts, condition=condition))
                for statement in (_LOCK_KNOWN, _UPDATE_KNOWN, _CREATE, _DELETE_REPEATED)
            )
        )


BY_NUMBER, BY_ANY_ID = Statements.of(_BY_NUMBER), Statements.of(_BY_ANY_ID)
#: Where no contact of the batch is known, none is looked up.
CREATE_ALL = text(_CREATE.format(batch=_BATCH, condition=""))
#: Recipients who wait for a message to their user id get it to the number that is known now.
USE_NUMBERS = text(f"""
{_BATCH}
UPDATE campaign_recipients r SET phone_number = c.phone_number
FROM batch p JOIN contacts c ON c.match_key = p.match_key
WHERE p.user_id IS NOT NULL AND r.contact_id = c.id AND r.phone_number IS NULL
  AND r.status IN ('pending', 'queued')
  AND NOT EXISTS (SELECT FROM campaign_recipients o
                  WHERE o.campaign_id = r.campaign_id AND o.phone_number = c.phone_number)
""")


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
    statements = BY_NUMBER
    if db.session.scalar(row_ids.EXIST, where):
        statements = BY_ANY_ID
        row_ids.refresh(upload, where)
        repeated = db.session.execute(statements.delete_repeated, where)
        upload.repeated += repeated.rowcount  # type: ignore[attr-defined]
    total, known, changed = db.session.execute(statements.lock_known, where).one()
    if changed:
        db.session.execute(statements.update_known, where | {"at": upload.started_at})
    if changed and statements is BY_ANY_ID:
        db.session.execute(USE_NUMBERS, where)
    create = statements.create_new if known else CREATE_ALL
    created = db.session.scalar(create, new) or 0 if known < total else 0
    if known + created != total:
        return None
    return MergeCounts(created, changed, known - changed)
