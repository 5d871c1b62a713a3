# ruff: noqa: S608 (built from the constants in this file; all values are bound)
"""Undoing an import: contacts it created are deleted, contacts it changed get their old values.

Contacts that were changed since (by staff, by a later file, by consent) stay as they are. New ones
also stay once they have been added to a campaign or have written to us.
"""

from sqlalchemy import delete, select, text

from webapp import clock
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ImportBatch, ImportRow
from webapp.services.imports import import_tasks, steps, uploads

#: Contacts in one transaction.
UNDO_BATCH_ROWS = 20_000

#: The next contacts of the import that have not changed since.
_UNTOUCHED = """
WITH batch AS (
    SELECT contact_id, is_new, before FROM imported_contacts
    WHERE import_id = :id AND contact_id > :after ORDER BY contact_id LIMIT :size
), untouched AS (
    SELECT p.* FROM batch p JOIN contacts c ON c.id = p.contact_id
    WHERE c.updated_at = :at
      AND NOT EXISTS (SELECT FROM imported_contacts later
                      WHERE later.contact_id = c.id AND later.import_id > :id)
    FOR UPDATE OF c
)
"""
#: The import brought the number, and no campaign uses it.
_GIVES_BACK_NUMBER = """
u.before -> 'match_key' = 'null'
AND NOT EXISTS (SELECT FROM campaign_recipients r WHERE r.contact_id = c.id)
"""
LAST_ID = text("""
SELECT max(contact_id) FROM (
    SELECT contact_id FROM imported_contacts
    WHERE import_id = :id AND contact_id > :after ORDER BY contact_id LIMIT :size
) people
""")
RESTORE_CHANGED = text(f"""
{_UNTOUCHED}
UPDATE contacts c SET
    name = u.before ->> 'name',
    attributes = u.before -> 'attributes',
    phone_number = CASE WHEN {_GIVES_BACK_NUMBER} THEN NULL ELSE c.phone_number END,
    match_key = CASE WHEN {_GIVES_BACK_NUMBER} THEN NULL ELSE c.match_key END,
    country = CASE WHEN {_GIVES_BACK_NUMBER} THEN u.before ->> 'country' ELSE c.country END,
    user_id = CASE WHEN u.before -> 'user_id' = 'null' THEN NULL ELSE c.user_id END,
    updated_at = :now
FROM untouched u WHERE c.id = u.contact_id AND u.before IS NOT NULL
""")
DELETE_CREATED = text(f"""
{_UNTOUCHED}
DELETE FROM contacts c USING untouched u
WHERE c.id = u.contact_id AND u.is_new
  AND NOT EXISTS (SELECT FROM campaign_recipients r WHERE r.contact_id = c.id)
  AND NOT EXISTS (SELECT FROM replies r WHERE r.contact_id = c.id)
  AND (SELECT count(*) FROM consent_events e WHERE e.contact_id = c.id) = 1
""")
DELETE_LINKS = text("""
DELETE FROM imported_contacts WHERE import_id = :id AND contact_id > :after AND contact_id <= :last
""")


def run(import_id: int) -> None:
    """Undo to the end; a batch that is killed is done again, and is safe to do twice."""
    _wait_for_batches(import_id)
    after = 0
    while last := _undo_batch(import_id, after):
        after = last
        db.session.commit()
    db.session.commit()


def _wait_for_batches(import_id: int) -> None:
    """Wait for the batches of a stopped import that are being imported; no more will begin."""
    db.session.execute(
        select(ImportBatch).where(ImportBatch.import_id == import_id).with_for_update()
    )
    db.session.commit()


def _undo_batch(import_id: int, after: int) -> int | None:
    upload = steps.lock(import_id)
    if upload.status != ImportStatus.UNDOING:
        return None
    where = {"id": import_id, "after": after, "size": UNDO_BATCH_ROWS}
    last = db.session.scalar(LAST_ID, where)
    if last is None:
        _delete_waiting_rows(import_id)
        upload.status, upload.finished_at = ImportStatus.UNDONE, clock.now()
        return None
    times = {"at": upload.started_at, "now": clock.now()}
    for statement in (RESTORE_CHANGED, DELETE_CREATED):
        upload.undone += db.session.execute(statement, where | times).rowcount  # type: ignore[attr-defined]
    db.session.execute(DELETE_LINKS, {"id": import_id, "after": after, "last": last})
    import_tasks.renew(upload.task_id)
    return int(last)


def _delete_waiting_rows(import_id: int) -> None:
    """Delete the rows of a stopped file that were never imported."""
    for table in (ImportRow, ImportBatch):
        rows = delete(table).where(table.import_id == import_id)
        db.session.execute(rows.execution_options(synchronize_session=False))
    uploads.delete_file(import_id)
