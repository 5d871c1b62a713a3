"""The five steps of the wizard, and their shared code."""

import uuid
from typing import NamedTuple

from flask import abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.views.accounts.access import get_campaign_or_404
from webapp.views.campaigns import starting


class Step(NamedTuple):
    """One step: the end of its address, and its name."""

    endpoint: str
    name: str
    #: Other addresses that belong to the step.
    others: tuple[str, ...] = ()


STEPS = (
    Step("wizard.details", N_("Details"), ("wizard.new",)),
    Step("wizard.message", N_("Message"), ("wizard.variables",)),
    Step("wizard.audience", N_("Audience")),
    Step("wizard.schedule", N_("Schedule")),
    Step("wizard.review", N_("Review"), ("wizard.start", "wizard.send_test")),
)


def step_number() -> int:
    """Return the number of this page's step, from 1."""
    endpoint = request.endpoint
    return next(i for i, s in enumerate(STEPS, 1) if endpoint in (s.endpoint, *s.others))


def template_names() -> dict[str, object]:
    """Return the variables for the templates of every step."""
    return {"WIZARD_STEPS": STEPS, "step_number": step_number}


def leave_unless_draft() -> Response | None:
    """Return a redirect to the campaign if it is no longer a draft, such as on a second submit.

    The same applies to a draft that a worker is starting.
    """
    campaign_id = (request.view_args or {}).get("campaign_id")
    if campaign_id is None:
        return None
    campaign = g.draft = get_campaign_or_404(campaign_id)  # stays in the identity map
    if campaign.status == CampaignStatus.DRAFT and starting.start_task(campaign) is None:
        return None
    return _to_campaign(campaign_id)


def overtaken(refused: WrongStatus) -> Response:
    """Return a redirect to the campaign's page, with the error's message."""
    db.session.rollback()
    flash(translated(refused.message), "info")
    campaign_id = (request.view_args or {}).get("campaign_id") or request.form.get("draft_id")
    if not campaign_id:
        abort(409)
    return _to_campaign(uuid.UUID(str(campaign_id)))


def _to_campaign(campaign_id: uuid.UUID) -> Response:
    return redirect(url_for("campaigns.show", campaign_id=campaign_id))
