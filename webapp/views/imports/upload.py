"""The first step of an import: the upload, also when it is started from a draft."""

import uuid
from functools import partial

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.forms.imports.imports import UploadForm
from webapp.models import Campaign, Role
from webapp.queries.contacts import default_country
from webapp.services.imports import steps, uploads
from webapp.views.accounts.access import actor, role_required

_DRAFT_KEY = "draft_in_hand"


@role_required(Role.EDITOR)
def upload() -> str | Response:
    """Store a file, and redirect to its columns."""
    form = UploadForm(key=uuid.uuid4())
    _remember_draft()
    if not form.validate_on_submit():
        return render_template("contacts/upload.html", form=form)
    file = form.file.data
    pieces = iter(partial(file.stream.read, uploads.PIECE_BYTES), b"")
    country = default_country.default_country()
    key = uuid.UUID(form.key.data)
    contact_import = steps.upload(str(file.filename), pieces, country, actor(), key)
    db.session.commit()
    return redirect(url_for("imports.show", import_id=contact_import.id))


def _remember_draft() -> None:
    """Store the draft's id from the query string in the session; if absent, keep the last."""
    if draft_id := request.args.get("draft", type=uuid.UUID):
        session[_DRAFT_KEY] = str(draft_id)


def remembered_draft() -> Campaign | None:
    """Return the draft for which a file was uploaded; None if it is no longer a draft."""
    draft_id = session.get(_DRAFT_KEY)
    campaign = db.session.get(Campaign, uuid.UUID(draft_id)) if draft_id else None
    return campaign if campaign and campaign.status == CampaignStatus.DRAFT else None
