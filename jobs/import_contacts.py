"""The work on an uploaded file of contacts."""

from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ContactImport
from webapp.services.imports import check, run, undo

#: What each status asks for.
WORK = {
    ImportStatus.CHECKING: check.run,
    ImportStatus.RUNNING: run.run,
    ImportStatus.UNDOING: undo.run,
}


def import_contacts(import_id: int) -> None:
    """Check, import or undo, as the import's status asks.

    Safe to run again after a crash, and twice at once: the work comes in portions, and each is
    one transaction under the import's row lock.
    """
    upload = db.session.get(ContactImport, import_id)
    if upload is not None and upload.status in WORK:
        WORK[upload.status](import_id)
