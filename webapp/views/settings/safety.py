"""When campaigns pause automatically, and the restore guard."""

from dataclasses import asdict

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.forms.operations.safety import SafetyForm
from webapp.queries.operations import restore_guard as restore_guard_query
from webapp.queries.operations import settings as known
from webapp.services.operations import restore_guard, settings
from webapp.views.accounts.access import actor


def safety() -> str | Response:
    """Set the limits; show whether the database has to be confirmed."""
    form = SafetyForm(data=asdict(known.safety()))
    if form.validate_on_submit():
        settings.store(known.SAFETY_SETTING, form.entered, actor(), **form.entered)
        db.session.commit()
        flash(_("The numbers are saved, and hold from now on."), "success")
        return redirect(url_for("settings.safety"))
    return render_template("settings/safety.html", form=form, raised=restore_guard_query.raised())


def confirm_database() -> Response:
    """Confirm that the database is the right one. Safe to submit twice."""
    try:
        restore_guard.confirm(actor())
    except WrongStatus:
        db.session.rollback()
        flash(_("The database is confirmed already."), "info")
    else:
        db.session.commit()
        flash(_("The database is confirmed: messages are sent again."), "success")
    return redirect(url_for("settings.safety"))
