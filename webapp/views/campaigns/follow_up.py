"""A new campaign for recipients whom this one did not reach or who did not reply."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import labels
from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.forms.campaigns.follow_up import FollowUpForm
from webapp.language import translated
from webapp.models import Campaign, Role
from webapp.queries.campaigns import follow_ups as follow_ups_query
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import follow_ups
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required


@role_required(Role.EDITOR)
def ask_follow_up(campaign_id: uuid.UUID) -> str | Response:
    """Ask who gets the new campaign. The form has the draft's id. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    if campaign.status == CampaignStatus.DRAFT:
        return _nobody(campaign)
    return _page(campaign, _form(campaign), uuid.uuid4())


@role_required(Role.EDITOR)
def follow_up(campaign_id: uuid.UUID, copy_id: uuid.UUID) -> str | Response:
    """Create the draft and redirect to it. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    if campaign.status == CampaignStatus.DRAFT:
        return _nobody(campaign)
    form = _form(campaign)
    if not form.validate_on_submit():
        return _page(campaign, form, copy_id)
    group = FollowUp(form.group.data)
    words = translated(labels.FOLLOW_UP[group])
    name = f"{campaign.name}: {words[:1].lower()}{words[1:]}"
    draft = follow_ups.create(campaign, group, name, copy_id, actor())
    if draft.follows_id != campaign.id:
        abort(404)
    db.session.commit()
    return redirect(url_for("wizard.details", campaign_id=draft.id))


def _form(campaign: Campaign) -> FollowUpForm:
    return FollowUpForm(follow_ups_query.counts(campaign.id, statistics.for_campaign(campaign.id)))


def _page(campaign: Campaign, form: FollowUpForm, draft_id: uuid.UUID) -> str:
    return render_template(
        "campaigns/follow_up.html", campaign=campaign, form=form, draft_id=draft_id
    )


def _nobody(campaign: Campaign) -> Response:
    flash(_("%(name)s has written to nobody yet.", name=campaign.name), "info")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))
