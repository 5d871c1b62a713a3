"""Imports of contacts: uploaded, checked, imported."""

from jobs.run_background_task import run_background_task
from webapp.domain.imports.column_map import load
from webapp.extensions import db
from webapp.models import Contact, ContactImport
from webapp.services.imports import steps

FORM = "They signed a form"


def import_contacts(import_id: int) -> None:
    """Run what the import asks for, as a worker does; do nothing if nothing is asked."""
    kept = db.session.get_one(ContactImport, import_id, populate_existing=True)
    if kept.task_id:
        run_background_task(kept.task_id)


def uploaded(text: str | bytes, filename: str = "people.csv") -> ContactImport:
    """Return the import of a file, uploaded in small pieces."""
    content = text if isinstance(text, bytes) else text.encode()
    pieces = [content[start : start + 50] for start in range(0, len(content), 50)]
    kept = steps.upload(filename, pieces, "CO", "eva@example.com")
    db.session.commit()
    return kept


def checked(text: str | bytes) -> ContactImport:
    """Return the same, with its guessed columns, and checked."""
    kept = uploaded(text)
    steps.check(kept, load(kept.columns), "CO", FORM)
    db.session.commit()
    import_contacts(kept.id)
    return kept


def imported(text: str | bytes) -> ContactImport:
    """Return the same, with its rows imported."""
    kept = checked(text)
    steps.start(kept, "eva@example.com")
    db.session.commit()
    import_contacts(kept.id)
    return kept


def everyone() -> dict[str, tuple[str, dict[str, str], str]]:
    """Return the stored data of each person, by number."""
    rows = db.session.execute(
        db.select(Contact.phone_number, Contact.name, Contact.attributes, Contact.subscription)
    )
    return {number: (name, attributes, str(agreed)) for number, name, attributes, agreed in rows}


def counts(kept: ContactImport) -> tuple[int, int, int, int]:
    """Return how many were new, changed, unchanged or left out."""
    return kept.created, kept.updated, kept.unchanged, kept.rejected
