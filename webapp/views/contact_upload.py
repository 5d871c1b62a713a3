"""The first step of an import: a file is handed in."""

import uuid
from functools import partial

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.extensions import db
from webapp.forms.imports import UploadForm
from webapp.models import Role
from webapp.queries import home
from webapp.services import contact_imports, uploads
from webapp.views import draft_in_hand
from webapp.views.access import actor, role_required
from webapp.views.contacts import bp


@bp.route("/upload", methods=["GET", "POST"])
@role_required(Role.EDITOR)
def upload() -> str | Response:
    """Keep a file, and go on to its columns."""
    form = UploadForm(key=uuid.uuid4())
    draft_in_hand.note()
    if not form.validate_on_submit():
        return render_template("contacts/upload.html", form=form)
    file = form.file.data
    pieces = iter(partial(file.stream.read, uploads.PIECE), b"")
    country = home.country()
    key = uuid.UUID(form.key.data)
    kept = contact_imports.upload(str(file.filename), pieces, country, actor(), key)
    db.session.commit()
    return redirect(url_for("imports.show", import_id=kept.id))
