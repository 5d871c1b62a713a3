"""Retrying failed recipients and deciding on unconfirmed ones, each after a confirmation."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.campaigns.status import RETRYABLE
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.forms.campaigns.retries import RetryForm
from webapp.models import Campaign, Role
from webapp.queries.recipients import retries as retries_query
from webapp.services.recipients import retries
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required
from webapp.views.campaigns.steps import refused


@role_required(Role.EDITOR)
def ask_retry(campaign_id: uuid.UUID) -> str | Response:
    """Show the failed recipients by reason, and which can be retried."""
    campaign = get_campaign_or_404(campaign_id)
    failed = retries_query.by_reason(campaign.id)
    if campaign.status not in RETRYABLE or not failed:
        return _nobody(campaign)
    return _retry_page(campaign, RetryForm(failed))


@role_required(Role.EDITOR)
def retry(campaign_id: uuid.UUID) -> str | Response:
    """Retry failed recipients with the selected reasons. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    form = RetryForm(retries_query.by_reason(campaign.id))
    if form.failed and not form.validate_on_submit():
        return _retry_page(campaign, form)
    try:
        tried = retries.retry_failed(campaign, form.codes, actor())
    except WrongStatus:
        db.session.rollback()
        return refused(campaign)
    return _done(
        campaign,
        tried,
        ngettext(
            "%(num)s person will be tried again.", "%(num)s people will be tried again.", tried
        ),
    )


def _retry_page(campaign: Campaign, form: RetryForm) -> str:
    return render_template("campaigns/retry.html", campaign=campaign, form=form)


@role_required(Role.EDITOR)
def ask_unconfirmed(campaign_id: uuid.UUID) -> str | Response:
    """Show the consequences of both decisions, with numbers."""
    campaign = get_campaign_or_404(campaign_id)
    undecided = retries_query.undecided(campaign.id)
    if campaign.status not in RETRYABLE or not undecided.recipients:
        return _nobody(campaign)
    return render_template("campaigns/unconfirmed.html", campaign=campaign, undecided=undecided)


@role_required(Role.EDITOR)
def send_unconfirmed_again(campaign_id: uuid.UUID) -> Response:
    """Send again to unconfirmed recipients. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    try:
        sent = retries.resend_unconfirmed(campaign, actor())
    except WrongStatus:
        db.session.rollback()
        return refused(campaign)
    return _done(
        campaign,
        sent,
        ngettext(
            "%(num)s person will be written to again.",
            "%(num)s people will be written to again.",
            sent,
        ),
    )


@role_required(Role.EDITOR)
def leave_unconfirmed(campaign_id: uuid.UUID) -> Response:
    """Leave the recipients unconfirmed, and stop asking. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    left = retries.leave_unconfirmed(campaign, actor())
    return _done(
        campaign,
        left,
        ngettext(
            "%(num)s person will stay unconfirmed; you won't be asked again.",
            "%(num)s people will stay unconfirmed; you won't be asked again.",
            left,
        ),
    )


def _done(campaign: Campaign, concerned: int, words: str) -> Response:
    db.session.commit()
    if not concerned:
        return _nobody(campaign)
    queues.enqueue_best_effort("plan_day")
    flash(words, "success")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))


def _nobody(campaign: Campaign) -> Response:
    flash(_("Nothing was changed: there is nobody left to decide about."), "info")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))
