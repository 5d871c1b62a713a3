"""Step 4: the start date, the daily limit and the hours."""

import uuid

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.extensions import db
from webapp.forms.campaigns.campaigns import ScheduleForm
from webapp.forms.campaigns.what_if import LimitForm
from webapp.queries.audiences import audiences
from webapp.services.campaigns import draft_audience, drafts
from webapp.services.planning import forecasts
from webapp.views.accounts.access import actor, get_campaign_or_404


def schedule(campaign_id: uuid.UUID) -> str | Response:
    """Set days and hours, and show the estimated finish."""
    campaign = get_campaign_or_404(campaign_id)
    form = ScheduleForm(obj=campaign)
    if form.start_date.data is None and not form.is_submitted():
        form.start_date.data = campaign.window.first_day(clock.now())
    if form.validate_on_submit():
        drafts.change(campaign, form.entered, actor())
        db.session.commit()
        here, onward = "wizard.schedule", "wizard.review"
        stay = "forecast" in request.form
        return redirect(url_for(here if stay else onward, campaign_id=campaign.id))
    counted, question = draft_audience.for_draft(campaign), LimitForm(campaign)
    other = question.changes() if question.has_changes() else None
    amount = counted.reach.recipients if counted else 0
    return render_template(
        "wizard/schedule.html",
        campaign=campaign,
        form=form,
        counted=counted,
        at_least=0 if counted else audiences.at_least(campaign.target_audience),
        forecast=counted and forecasts.for_draft(campaign, amount),
        question=question,
        different=counted and other and forecasts.for_draft(campaign, amount, other),
    )
