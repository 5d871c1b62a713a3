"""Step 5: everything at a glance, and the button."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.template_text import preview
from webapp.domain.texts import N_
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.filters import people
from webapp.forms.test_message import NumberForm
from webapp.models import Campaign, Recipient
from webapp.queries import reach, recipients
from webapp.services import activations, drafts, starts
from webapp.views.access import actor, get_campaign_or_404
from webapp.views.wizard import bp


class Check(NamedTuple):
    """A line of the checklist: what is asked, where it is changed, what is wrong with it."""

    part: str
    words: str
    endpoint: str
    fault: str = ""


CHECKS = (
    Check("sender", N_("The sender is connected"), "wizard.details"),
    Check("template_name", N_("The message template is approved"), "wizard.message"),
    Check("variables", N_("Every variable has a value or a fallback"), "wizard.variables"),
    Check("recipients", N_("There are people to write to"), "wizard.audience"),
    Check("start_date", N_("The first day lies ahead"), "wizard.schedule"),
)
#: Asked where the campaign has the option.
OPTION_CHECKS = (
    Check("latest_start_date", N_("The latest first day fits the first"), "wizard.schedule"),
    Check("end_date", N_("The last day fits the first"), "wizard.schedule"),
    Check("minimum_share", N_("The minimum share fits the daily limit"), "wizard.schedule"),
    Check("quiet_hours", N_("The quiet hours leave time to write to everybody"), "wizard.schedule"),
)


@bp.get("/<uuid:campaign_id>/review")
def review(campaign_id: uuid.UUID) -> str:
    """Show what will happen, and what still keeps it from happening."""
    campaign = get_campaign_or_404(campaign_id)
    return page(campaign)


@bp.post("/<uuid:campaign_id>/review")
def start(campaign_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Start the campaign, after a while in which it can be undone; a second time finds it."""
    campaign = get_campaign_or_404(campaign_id)
    wait = timedelta(seconds=current_app.config["UNDO_SECONDS"])
    begin = partial(starts.begin, wait=wait) if wait else activations.begin
    try:
        task = begin(campaign, actor=actor())
    except InvalidInput as refused:
        db.session.rollback()
        return page(campaign, refused.fields), 422
    db.session.commit()
    if task is None:
        queues.nudge("plan_day")
        flash(_("%(name)s is on its way.", name=campaign.name), "success")
    elif not wait:
        queues.enqueue("activate", task.id, campaign.id, actor())
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))


def page(
    campaign: Campaign, refused: Mapping[str, str] | None = None, form: NumberForm | None = None
) -> str:
    """Show the review; with what was refused of the campaign, or of the test message."""
    refused = refused or {}
    counted = reach.of(campaign)
    found = {**drafts.obstacles(campaign, counted), **refused}
    forecast = drafts.forecast(campaign, counted.people)
    days = len(forecast.days)
    return render_template(
        "wizard/review.html",
        campaign=campaign,
        form=form or NumberForm(formdata=None, key=uuid.uuid4()),
        test=_test(),
        checks=[check._replace(fault=found.get(check.part, "")) for check in _checks(campaign)],
        refused=refused,
        reach=counted,
        forecast=forecast,
        message=preview(campaign.components, {}),
        button=ngettext(
            "Send to %(people)s over %(num)s day",
            "Send to %(people)s over %(num)s days",
            days,
            people=people(counted.people),
        ),
    )


def _checks(campaign: Campaign) -> list[Check]:
    return [*CHECKS, *(one for one in OPTION_CHECKS if getattr(campaign, one.part))]


def _test() -> Recipient | None:
    """Find the test message that the address names."""
    message_id = request.args.get("test", type=uuid.UUID)
    return recipients.of_message(message_id) if message_id else None
