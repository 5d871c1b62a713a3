"""The frequency cap."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.extensions import db
from webapp.forms.operations.frequency import FrequencyForm
from webapp.queries.operations import settings as stored
from webapp.services.operations import settings
from webapp.views.accounts.access import actor

DEFAULT_CAP_DAYS = 7


def frequency() -> str | Response:
    """Set the maximum number of marketing messages per contact."""
    cap = stored.frequency_cap()
    shown = {
        "messages": cap.messages if cap else None,
        "days": cap.days if cap else DEFAULT_CAP_DAYS,
        "then": cap.outcome(None) if cap else WhenCapped.SKIP,
    }
    form = FrequencyForm(data=shown)
    if form.validate_on_submit():
        waits = form.then.data == WhenCapped.WAIT
        settings.set_frequency_cap(
            form.messages.data, form.days.data or DEFAULT_CAP_DAYS, waits, actor()
        )
        db.session.commit()
        flash(_("The cap is saved; it holds from the next batch on."), "success")
        return redirect(url_for("settings.frequency"))
    return render_template("settings/frequency.html", form=form)
