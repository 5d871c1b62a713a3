"""Pausing, resuming, cancelling, deleting and copying campaigns, each after a confirmation."""

import uuid
from collections.abc import Callable
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.campaigns import status as campaign_status
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.translatable import N_
from webapp.errors import NotFound, WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Role
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import drafts, lifecycle
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required
from webapp.views.campaigns import starting


class Step(NamedTuple):
    """An action that changes the campaign's status."""

    question: Callable[[str], str]
    button: str
    tone: str
    to: CampaignStatus
    take: Callable[[Campaign, str], None]
    done: Callable[[str], str]


def _pause(campaign: Campaign, by: str) -> None:
    lifecycle.pause(campaign, PauseReason.PERSON, by)


STEPS = {
    "pause": Step(
        lambda name: _("Pause %(name)s?", name=name),
        N_("Pause"),
        "primary",
        CampaignStatus.PAUSED,
        _pause,
        lambda name: _("%(name)s is paused.", name=name),
    ),
    "resume": Step(
        lambda name: _("Resume %(name)s?", name=name),
        N_("Resume"),
        "primary",
        CampaignStatus.ACTIVE,
        lifecycle.resume,
        lambda name: _("%(name)s goes on.", name=name),
    ),
    "cancel": Step(
        lambda name: _("Cancel %(name)s?", name=name),
        N_("Cancel for good"),
        "danger",
        CampaignStatus.CANCELLED,
        lifecycle.cancel,
        lambda name: _("%(name)s is cancelled.", name=name),
    ),
}


@role_required(Role.EDITOR)
def confirm(campaign_id: uuid.UUID, name: str) -> str | Response:
    """Show the consequences of the step, with numbers, before it is taken."""
    campaign, step = get_campaign_or_404(campaign_id), STEPS[name]
    if not campaign_status.may_become(campaign.status, step.to):
        return refused(campaign)
    if _needs_new_text(campaign, name):
        return redirect(url_for("campaigns.remap", campaign_id=campaign.id))
    return render_template(
        "campaigns/confirm.html",
        campaign=campaign,
        counted=statistics.for_campaign(campaign.id),
        name=name,
        step=step,
        title=step.question(campaign.name),
    )


@role_required(Role.EDITOR)
def take(campaign_id: uuid.UUID, name: str) -> Response:
    """Take the step. Safe to submit twice."""
    campaign, step = get_campaign_or_404(campaign_id), STEPS[name]
    try:
        step.take(campaign, actor())
    except WrongStatus:
        db.session.rollback()
        if _needs_new_text(campaign, name):
            return redirect(url_for("campaigns.remap", campaign_id=campaign.id))
        return refused(campaign)
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    flash(step.done(campaign.name), "success")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))


@role_required(Role.EDITOR)
def confirm_delete(campaign_id: uuid.UUID) -> str | Response:
    """Ask for confirmation before deleting a draft."""
    campaign = get_campaign_or_404(campaign_id)
    if campaign.status != CampaignStatus.DRAFT:
        return refused(campaign)
    return render_template(
        "campaigns/delete.html", campaign=campaign, counted=statistics.for_campaign(campaign.id)
    )


@role_required(Role.EDITOR)
def delete(campaign_id: uuid.UUID) -> Response:
    """Delete a draft. Safe to submit twice."""
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is None:
        return redirect(url_for("campaigns.index"))
    try:
        drafts.delete(campaign, actor())
    except WrongStatus:
        db.session.rollback()
        return refused(campaign)
    except NotFound:  # a double click
        db.session.rollback()
        return redirect(url_for("campaigns.index"))
    db.session.commit()
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("campaigns.index"))


@role_required(Role.EDITOR)
def confirm_duplicate(campaign_id: uuid.UUID) -> str:
    """Show what a copy contains."""
    campaign = get_campaign_or_404(campaign_id)
    return render_template("campaigns/duplicate.html", campaign=campaign, copy_id=uuid.uuid4())


@role_required(Role.EDITOR)
def duplicate(campaign_id: uuid.UUID, copy_id: uuid.UUID) -> Response:
    """Create a copy of this campaign as a draft and redirect to it. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    name = _("Copy of %(name)s", name=campaign.name)
    copy = drafts.duplicate(campaign, copy_id, name, actor())
    if copy.status != CampaignStatus.DRAFT:
        abort(404)
    db.session.commit()
    return redirect(url_for("wizard.details", campaign_id=copy.id))


def _needs_new_text(campaign: Campaign, name: str) -> bool:
    """Return whether a user has to accept the template's new text before this step."""
    is_paused = campaign.status == CampaignStatus.PAUSED
    return name == "resume" and is_paused and campaign.has_changed_template


def refused(campaign: Campaign) -> Response:
    """Return a redirect to the campaign's page, with a message about its status."""
    status = starting.campaign_label(campaign).name
    told = _(
        "Nothing was changed: the status of %(name)s is “%(status)s”.",
        name=campaign.name,
        status=status,
    )
    flash(told, "info")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))
