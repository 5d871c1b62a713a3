"""Sending to the rest before the review of the initial group."""

import uuid

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Role
from webapp.services.sending import canary_review
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required


@role_required(Role.EDITOR)
def release_rest(campaign_id: uuid.UUID) -> Response:
    """Release the rest. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    try:
        canary_review.release(campaign, actor())
    except WrongStatus:
        db.session.rollback()
        flash(_("Nobody waits for a first wave any more."), "info")
    else:
        db.session.commit()
        queues.enqueue_best_effort("plan_day")
        flash(_("The others are written to now."), "success")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id))
