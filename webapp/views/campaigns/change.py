"""Changing a campaign that has started."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.forms.campaigns.campaigns import ChangeForm
from webapp.models import Role
from webapp.services.campaigns import changes
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required
from webapp.views.campaigns.steps import refused

#: Drafts are changed in the wizard; finished campaigns cannot be changed.
CHANGEABLE = (CampaignStatus.ACTIVE, CampaignStatus.PAUSED)


@role_required(Role.EDITOR)
def change(campaign_id: uuid.UUID) -> str | Response:
    """Change name, priority, limit and hours, and plan the remaining days again."""
    campaign = get_campaign_or_404(campaign_id)
    if campaign.status not in CHANGEABLE:
        return refused(campaign)
    form = ChangeForm(obj=campaign)
    if not form.validate_on_submit():
        return render_template("campaigns/change.html", campaign=campaign, form=form)
    try:
        changes.change(campaign, form.entered, actor())
    except WrongStatus:
        db.session.rollback()
        return refused(campaign)
    except InvalidInput as fault:
        db.session.rollback()
        form.add_errors(fault.fields)
        return render_template("campaigns/change.html", campaign=campaign, form=form)
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    flash(_("%(name)s is changed, and its days are planned anew.", name=campaign.name), "success")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))
