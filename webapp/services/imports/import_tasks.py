"""The background task of an import: its cursor, its lease."""

import uuid
from datetime import timedelta

from sqlalchemy import update

from webapp import clock
from webapp.extensions import db
from webapp.models import BackgroundTask, ContactImport, TaskKind
from webapp.services.background import tasks

#: A portion takes a second or two; each renews the lease.
LEASE = timedelta(minutes=1)


def add(upload: ContactImport, actor: str) -> None:
    """Add the task for the import's status; the caller commits and enqueues it."""
    upload.task_id = tasks.add(TaskKind.IMPORT_CONTACTS, {"import_id": upload.id}, actor).id


def of(upload: ContactImport) -> BackgroundTask | None:
    """Return the task as it is now; None if it is done."""
    if upload.task_id is None:
        return None
    return db.session.get(BackgroundTask, upload.task_id, populate_existing=True)


def renew(task_id: uuid.UUID | None) -> None:
    """Renew the worker's lease after a portion."""
    has_lease = BackgroundTask.lease_until.is_not(None)
    statement = update(BackgroundTask).where(BackgroundTask.id == task_id, has_lease)
    statement = statement.values(lease_until=clock.now() + LEASE)
    db.session.execute(statement.execution_options(synchronize_session=False))
