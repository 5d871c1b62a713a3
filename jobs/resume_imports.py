"""The tick that goes on with imports whose worker is gone."""

from datetime import timedelta

from sqlalchemy import select

from webapp import clock, queues
from webapp.domain.imports.status import AT_WORK
from webapp.extensions import db
from webapp.models import ContactImport

#: A portion takes a second or two; one that has shown nothing for so long has no worker.
SILENCE = timedelta(seconds=60)


def resume_imports() -> None:
    """Enqueue each import again that should be at work and has been silent."""
    silent = select(ContactImport.id).where(
        ContactImport.status.in_(AT_WORK), ContactImport.worked_at < clock.now() - SILENCE
    )
    for import_id in db.session.scalars(silent).all():
        queues.enqueue_best_effort("import_contacts", import_id)
