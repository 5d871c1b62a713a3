"""Inbound messages: forwarding, and the retention of webhook bodies."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.operations.webhook import ForwardingForm, RetentionForm
from webapp.queries.operations import settings as stored
from webapp.services.operations import settings
from webapp.views.accounts.access import actor


def forwarding() -> str | Response:
    """Set where to forward inbound messages; an empty secret keeps the old one."""
    known = stored.forwarding()
    form = ForwardingForm(data={"url": known.url if known else ""})
    if form.validate_on_submit():
        secret = form.secret.data or (known.secret if known else "")
        try:
            settings.set_forwarding(form.url.data or "", secret, actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            db.session.commit()
            flash(_("It is saved; it holds for the next message."), "success")
            return redirect(url_for("settings.forwarding"))
    return render_template("settings/forwarding.html", form=form, known=known)


def retention() -> str | Response:
    """Set how many days webhook bodies are stored."""
    form = RetentionForm(data={"days": stored.retention_days()})
    if form.validate_on_submit():
        try:
            settings.set_retention(form.days.data or 0, actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            db.session.commit()
            flash(_("It is saved."), "success")
            return redirect(url_for("settings.webhook"))
    return render_template("settings/retention.html", form=form)
