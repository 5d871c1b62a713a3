"""Undoing the start of a campaign before anything is sent."""

import uuid

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.domain.campaigns.status import CampaignStatus
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Role
from webapp.services.campaigns import launch
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required


@role_required(Role.EDITOR)
def undo(campaign_id: uuid.UUID) -> Response:
    """Return the campaign to draft, or explain that it is too late. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    try:
        launch.undo(campaign, actor())
    except WrongStatus as refused:
        db.session.rollback()
        return _nothing_to_undo(campaign, refused.status)
    db.session.commit()
    flash(
        _("Undone: nobody has been written to, and %(name)s is a draft again.", name=campaign.name),
        "success",
    )
    return redirect(url_for("wizard.review", campaign_id=campaign.id))


def _nothing_to_undo(campaign: Campaign, status: str) -> Response:
    if status == CampaignStatus.DRAFT:
        flash(_("It is not being started, so there is nothing to undo."), "info")
        return redirect(url_for("wizard.review", campaign_id=campaign.id))
    flash(
        _(
            "Too late to undo: %(name)s has started. You can pause or cancel it.",
            name=campaign.name,
        ),
        "info",
    )
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))
