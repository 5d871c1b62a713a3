"""Step 1: the campaign's name, sender and priority."""

import uuid
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp.domain.audiences.file_audience import of_file
from webapp.extensions import db
from webapp.forms.campaigns.campaigns import DetailsForm
from webapp.language import translated
from webapp.models import Campaign, Sender
from webapp.queries.imports import imports
from webapp.services.campaigns import drafts
from webapp.views.accounts.access import actor, get_campaign_or_404


def new() -> str | Response:
    """Create a campaign. The form has the draft's id, so a second submit is harmless."""
    form = _form(None)
    draft_id = _given_id()
    if form.validate_on_submit():
        timezone = current_app.config["TIMEZONE"]
        campaign = drafts.create(draft_id, form.entered | _people(), timezone, actor())
        db.session.commit()
        return redirect(url_for("wizard.message", campaign_id=campaign.id))
    return render_template(
        "wizard/details.html", form=form, draft_id=draft_id, campaign=None, filename=_file()[1]
    )


def details(campaign_id: uuid.UUID) -> str | Response:
    """Change a draft's details."""
    campaign = get_campaign_or_404(campaign_id)
    form = _form(campaign)
    if form.validate_on_submit():
        drafts.change(campaign, form.entered, actor())
        db.session.commit()
        return redirect(url_for("wizard.message", campaign_id=campaign.id))
    return render_template("wizard/details.html", form=form, draft_id=None, campaign=campaign)


def _form(campaign: Campaign | None) -> DetailsForm:
    form = DetailsForm(obj=campaign)
    senders = db.session.scalars(select(Sender).order_by(Sender.id))
    form.sender_id.choices = {str(sender.id): translated(sender.label) for sender in senders}
    return form


def _people() -> dict[str, Any]:
    """Return the audience of a campaign that is created for the contacts of a file."""
    key, name = _file()
    return {"target_audience": of_file(key, name)} if name else {}


def _file() -> tuple[str, str | None]:
    """Return the id in the address, and the name of the file with this id."""
    key = request.args.get("file", "")
    return key, imports.names().get(key) if key else None


def _given_id() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("draft_id", ""))
    except ValueError:
        return uuid.uuid4()
