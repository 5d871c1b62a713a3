# ruff: noqa: S608 (made of the words in this file; all values are bound)
"""Importing a checked file: in portions, each of a few statements over thousands of rows.

A portion is one transaction under the import's row lock that also moves `merged_to`. Killed in
the middle, it never happened, and the next job begins with it: no row twice, and none lost.
"""

from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from webapp import clock
from webapp.domain.cell_values import KINDS
from webapp.domain.column_map import Target, load
from webapp.domain.import_status import ImportStatus
from webapp.extensions import db
from webapp.models import ContactImport, ImportRow
from webapp.services import uploads

#: Rows in one transaction.
PORTION = 20_000

_PORTION = """
WITH portion AS (
    SELECT * FROM import_rows WHERE import_id = :id AND row > :after AND row <= :upto
)
"""
_CHANGED = """
(p.name <> '' AND p.name <> c.name) OR NOT c.attributes @> p.attributes
"""
LAST_ROW = text("""
SELECT max(row) FROM (
    SELECT row FROM import_rows WHERE import_id = :id AND row > :after ORDER BY row LIMIT :size
) rows
""")
#: The planner would rather read a million contacts, for every portion, than look up each person.
BY_INDEX = text("SET LOCAL enable_seqscan = off")
COUNT = text(f"{_PORTION} SELECT count(*) FROM portion")
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
SELECT count(*), count(before) FROM known
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
{_PORTION}, made AS (
    INSERT INTO contacts (phone_number, match_key, country, name, attributes, subscription,
                          created_at, updated_at)
    SELECT phone_number, match_key, country, name, attributes, 'subscribed',
           CAST(:at AS timestamptz), CAST(:at AS timestamptz)
    FROM portion p {{which}} ORDER BY row RETURNING id, match_key
), agreed AS (
    INSERT INTO consent_events (contact_id, kind, source, actor, words, occurred_at)
    SELECT id, 'opt_in', 'import', :actor, CAST(:words AS text) || row || ')', :at
    FROM made JOIN portion USING (match_key)
), noted AS (
    INSERT INTO imported_contacts (import_id, contact_id, is_new) SELECT :id, id, true FROM made
)
SELECT count(*) FROM made
"""
_IS_NEW = "WHERE NOT EXISTS (SELECT FROM contacts c WHERE c.match_key = p.match_key)"
MEET_NEW = text(_MEET.format(which=_IS_NEW))
#: Where nobody of the portion was known, nobody needs to be looked up again.
MEET_ALL = text(_MEET.format(which=""))
REMEMBER_KINDS = text("""
INSERT INTO contact_attributes (name, kind)
SELECT * FROM unnest(CAST(:names AS text[]), CAST(:kinds AS text[]))
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind
""")


def run(import_id: int) -> None:
    """Import to the end, or until someone stops it; safe to run again and twice at once."""
    while _portion(import_id):
        db.session.commit()
    db.session.commit()


def _portion(import_id: int) -> bool:
    """Import the next portion; False when there is no more to do."""
    chosen = select(ContactImport).where(ContactImport.id == import_id).with_for_update()
    upload = db.session.scalars(chosen.execution_options(populate_existing=True)).one()
    if upload.status != ImportStatus.RUNNING:
        return False
    where = {"id": upload.id, "after": upload.merged_to}
    upto = db.session.scalar(LAST_ROW, where | {"size": PORTION})
    if upto is None:
        _finish(upload)
        return False
    try:
        is_merged = _merge(upload, where | {"upto": upto})
    except IntegrityError:
        is_merged = False
    if is_merged:
        upload.merged_to, upload.worked_at = upto, clock.now()
    else:  # someone else met one of these people at the same moment: look at the portion again
        db.session.rollback()
    return True


def _merge(upload: ContactImport, where: dict[str, int]) -> bool:
    """Merge the portion's people; False, or IntegrityError, when another has just met one."""
    at = {"at": upload.started_at}
    db.session.execute(BY_INDEX)
    rows = db.session.scalar(COUNT, where) or 0
    known, changed = db.session.execute(MEET_KNOWN, where).one()
    if changed:
        db.session.execute(CHANGE_KNOWN, where | at)
    words = {"actor": upload.created_by, "words": f"{upload.consent} ({upload.filename}, row "}
    meet = MEET_NEW if known else MEET_ALL
    made = db.session.scalar(meet, where | at | words) or 0 if known < rows else 0
    upload.created += made
    upload.updated += changed
    upload.unchanged += known - changed
    return bool(known + made == rows)


def _finish(upload: ContactImport) -> None:
    """Note what kinds of values came, and forget the file itself."""
    _remember_kinds(upload)
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == upload.id))
    uploads.forget(upload.id)
    upload.status, upload.finished_at = ImportStatus.DONE, clock.now()


def _remember_kinds(upload: ContactImport) -> None:
    kinds = {
        one.attribute: KINDS[one.writing].value
        for one in load(upload.columns)
        if one.target == Target.ATTRIBUTE
    }
    db.session.execute(REMEMBER_KINDS, {"names": list(kinds), "kinds": list(kinds.values())})
