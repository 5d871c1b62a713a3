"""Contacts from a file."""

from flask import current_app, render_template

from webapp.domain.contact_rows import BadFile
from webapp.extensions import db
from webapp.forms.contacts import CONSENT, UploadForm
from webapp.models import Role
from webapp.services import audit, contact_import
from webapp.services.contact_import import Imported
from webapp.views.access import actor, role_required
from webapp.views.contacts import bp

#: Bad rows that the page shows.
SHOWN_ROWS = 200


@bp.route("/upload", methods=["GET", "POST"])
@role_required(Role.EDITOR)
def upload() -> str | tuple[str, int]:
    """Take in a file; good rows become contacts, bad ones are shown with their reasons."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("contacts/upload.html", form=form)
    consent = CONSENT[form.consent.data]
    lines = contact_import.decoded(form.file.data.stream)
    country = current_app.config["DEFAULT_COUNTRY"]
    try:
        imported = contact_import.import_lines(lines, country, actor(), _commit)
    except BadFile as fault:
        form.add_errors({"file": str(fault)})
        return render_template("contacts/upload.html", form=form), 422
    _note(imported, str(form.file.data.filename), consent)
    return render_template(
        "contacts/uploaded.html", imported=imported, rows=imported.rejected[:SHOWN_ROWS]
    )


def _commit(imported: Imported) -> None:
    db.session.commit()


def _note(imported: Imported, filename: str, consent: str) -> None:
    """Write down who brought the file, and how its people agreed."""
    counts = {name: getattr(imported, name) for name in ("created", "updated", "unchanged")}
    rejected = len(imported.rejected)
    subject = f"file {filename}"
    audit.note(actor(), "contacts.import", subject, consent=consent, rejected=rejected, **counts)
    db.session.commit()
