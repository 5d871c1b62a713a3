"""Step 5: the review and the start."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.campaigns.test_message import NumberForm
from webapp.models import Campaign, Recipient
from webapp.queries.audiences import audiences
from webapp.queries.recipients import recipients
from webapp.services.campaigns import draft_audience, drafts, launch, readiness
from webapp.services.campaigns.draft_audience import DraftPeople
from webapp.services.planning import forecasts
from webapp.views.accounts.access import actor, get_campaign_or_404
from webapp.views.campaigns.preview import preview_for


class Check(NamedTuple):
    """An item of the checklist: its name, the page to change it, and its fault."""

    part: str
    words: str
    endpoint: str
    fault: str = ""
    is_open: bool = False  # not known yet


CHECKS = (
    Check("sender", N_("The sender is connected"), "wizard.details"),
    Check("template_name", N_("The message template is approved"), "wizard.message"),
    Check("variables", N_("Every variable has a value or a fallback"), "wizard.variables"),
    Check("recipients", N_("There are people to write to"), "wizard.audience"),
    Check("start_date", N_("The first day lies ahead"), "wizard.schedule"),
)
#: Checks that are shown only if the campaign has the option.
OPTION_CHECKS = (
    Check("latest_start_date", N_("The latest first day fits the first"), "wizard.schedule"),
    Check("end_date", N_("The last day fits the first"), "wizard.schedule"),
    Check("minimum_share", N_("The minimum share fits the daily limit"), "wizard.schedule"),
    Check("quiet_hours", N_("The quiet hours leave time to write to everybody"), "wizard.schedule"),
)
#: The checks that depend on the recipients.
OF_PEOPLE = ("variables", "recipients")


def review(campaign_id: uuid.UUID) -> str:
    """Show the plan, and the faults that prevent the start."""
    campaign = get_campaign_or_404(campaign_id)
    return page(campaign)


def start(campaign_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Start the campaign, after a delay in which it can be undone. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    wait = timedelta(seconds=current_app.config["UNDO_SECONDS"])
    begin = partial(launch.schedule, delay=wait) if wait else launch.begin
    try:
        task = begin(campaign, actor=actor())
    except InvalidInput as refused:
        db.session.rollback()
        return page(campaign, refused.fields), 422
    db.session.commit()
    if task is None:
        queues.enqueue_best_effort("plan_day")
        flash(_("%(name)s is on its way.", name=campaign.name), "success")
    else:
        queues.enqueue_task(task.id, wait)
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))


def page(
    campaign: Campaign, refused: Mapping[str, str] | None = None, form: NumberForm | None = None
) -> str:
    """Return the review page, with the errors of the campaign or of the test message."""
    refused = refused or {}
    counted = draft_audience.for_draft(campaign)
    reader = counted.sample[0] if counted and counted.sample else None
    return render_template(
        "wizard/review.html",
        campaign=campaign,
        form=form or NumberForm(formdata=None, key=uuid.uuid4()),
        test=_test(),
        is_tested=recipients.has_test(campaign),
        checks=_checks(campaign, counted, refused),
        refused=refused,
        counted=counted,
        at_least=0 if counted else audiences.at_least(campaign.target_audience),
        forecast=counted and forecasts.for_draft(campaign, counted.reach.recipients),
        reader=reader,
        message=preview_for(campaign, reader),
    )


def _checks(
    campaign: Campaign, counted: DraftPeople | None, refused: Mapping[str, str]
) -> list[Check]:
    """Return the checklist; checks of the recipients are open until they are counted."""
    if counted:
        found = drafts.obstacles(campaign, counted.reach.recipients, counted.lacking)
        if links := readiness.whole_links_fault(counted.links):
            found.setdefault("variables", links)
    else:
        found = readiness.without_recipients(campaign)
    found |= refused
    asked = [*CHECKS, *(one for one in OPTION_CHECKS if getattr(campaign, one.part))]
    return [
        check._replace(
            fault=found.get(check.part, ""), is_open=check.part in OF_PEOPLE and not counted
        )
        for check in asked
    ]


def _test() -> Recipient | None:
    """Return the test message in the query string."""
    message_id = request.args.get("test", type=uuid.UUID)
    return recipients.find_by_message(message_id) if message_id else None
