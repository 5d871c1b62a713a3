"""The first step of an import: a file is handed in."""

import uuid
from functools import partial

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.extensions import db
from webapp.forms.imports.imports import UploadForm
from webapp.models import Role
from webapp.queries.contacts import default_country
from webapp.services.imports import steps, uploads
from webapp.views.accounts.access import actor, role_required
from webapp.views.imports import return_to_draft


@role_required(Role.EDITOR)
def upload() -> str | Response:
    """Keep a file, and go on to its columns."""
    form = UploadForm(key=uuid.uuid4())
    return_to_draft.note()
    if not form.validate_on_submit():
        return render_template("contacts/upload.html", form=form)
    file = form.file.data
    pieces = iter(partial(file.stream.read, uploads.PIECE_BYTES), b"")
    country = default_country.default_country()
    key = uuid.UUID(form.key.data)
    kept = steps.upload(str(file.filename), pieces, country, actor(), key)
    db.session.commit()
    return redirect(url_for("imports.show", import_id=kept.id))
