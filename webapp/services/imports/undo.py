# ruff: noqa: S608 (made of the words in this file; all values are bound)
"""Taking an import back: people it created are removed, people it changed are as before.

Whoever was changed since stays as they are: by hand, by a later file, or by a word on being written
to. Whom it created stays, too, once they have been added to a campaign or have written to us.
"""

from sqlalchemy import delete, select, text

from webapp import clock
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ImportPortion, ImportRow
from webapp.services.imports import steps, uploads

#: People in one transaction.
PORTION = 20_000

#: The next people of the import whom nothing has happened to since.
_UNTOUCHED = """
WITH portion AS (
    SELECT contact_id, is_new, before FROM imported_contacts
    WHERE import_id = :id AND contact_id > :after ORDER BY contact_id LIMIT :size
), untouched AS (
    SELECT p.* FROM portion p JOIN contacts c ON c.id = p.contact_id
    WHERE c.updated_at = :at
      AND NOT EXISTS (SELECT FROM imported_contacts later
                      WHERE later.contact_id = c.id AND later.import_id > :id)
    FOR UPDATE OF c
)
"""
LAST = text("""
SELECT max(contact_id) FROM (
    SELECT contact_id FROM imported_contacts
    WHERE import_id = :id AND contact_id > :after ORDER BY contact_id LIMIT :size
) people
""")
PUT_BACK = text(f"""
{_UNTOUCHED}
UPDATE contacts c SET name = u.before ->> 'name', attributes = u.before -> 'attributes',
                      updated_at = :now
FROM untouched u WHERE c.id = u.contact_id AND u.before IS NOT NULL
""")
REMOVE = text(f"""
{_UNTOUCHED}
DELETE FROM contacts c USING untouched u
WHERE c.id = u.contact_id AND u.is_new
  AND NOT EXISTS (SELECT FROM campaign_recipients r WHERE r.contact_id = c.id)
  AND NOT EXISTS (SELECT FROM replies r WHERE r.contact_id = c.id)
  AND (SELECT count(*) FROM consent_events e WHERE e.contact_id = c.id) = 1
""")
FORGET = text("""
DELETE FROM imported_contacts WHERE import_id = :id AND contact_id > :after AND contact_id <= :last
""")


def run(import_id: int) -> None:
    """Undo to the end; a portion that is killed is done again, and does no harm twice."""
    _wait_for_hands(import_id)
    after = 0
    while last := _portion(import_id, after):
        after = last
        db.session.commit()
    db.session.commit()


def _wait_for_hands(import_id: int) -> None:
    """Let end what is being imported of a file that was stopped; nothing more of it begins."""
    db.session.execute(
        select(ImportPortion).where(ImportPortion.import_id == import_id).with_for_update()
    )
    db.session.commit()


def _portion(import_id: int, after: int) -> int | None:
    upload = steps.lock(import_id)
    if upload.status != ImportStatus.UNDOING:
        return None
    where = {"id": import_id, "after": after, "size": PORTION}
    last = db.session.scalar(LAST, where)
    if last is None:
        _forget_rest(import_id)
        upload.status, upload.finished_at = ImportStatus.UNDONE, clock.now()
        return None
    moments = {"at": upload.started_at, "now": clock.now()}
    for statement in (PUT_BACK, REMOVE):
        upload.undone += db.session.execute(statement, where | moments).rowcount  # type: ignore[attr-defined]
    db.session.execute(FORGET, {"id": import_id, "after": after, "last": last})
    upload.worked_at = clock.now()
    return int(last)


def _forget_rest(import_id: int) -> None:
    """Forget what of a stopped file was never imported."""
    for table in (ImportRow, ImportPortion):
        rows = delete(table).where(table.import_id == import_id)
        db.session.execute(rows.execution_options(synchronize_session=False))
    uploads.forget(import_id)
