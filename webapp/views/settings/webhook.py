"""Connecting WhatsApp's webhook, and the events it received."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import clock, queues
from webapp.domain.webhook import fields
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.queries.webhook import events, user_actions
from webapp.services.webhook import rereading
from webapp.views.accounts.access import actor

#: Clicks and landing page views are counted for this time.
ACTIONS_PERIOD = timedelta(days=30)


def webhook() -> str:
    """Show the setup, the latest events, and those that could not be processed."""
    return render_template(
        "settings/webhook.html",
        callback_url=url_for("webhooks.whatsapp", _external=True),
        verify_token=current_app.config["WHATSAPP_VERIFY_TOKEN"],
        fields=fields.READ_FIELDS,
        state=events.state(),
        faulty=events.faulty(),
        unused=events.unused(),
        known_use_of=fields.use_of,
        actions=user_actions.counts(clock.now() - ACTIONS_PERIOD),
        parked=events.parked(),
    )


def webhook_state() -> str:
    """Show the fragment that refreshes."""
    return render_template("settings/_webhook_state.html", state=events.state())


def read_again(event_id: int) -> Response:
    """Process an event again, after its fault was fixed."""
    try:
        rereading.read_again(event_id, actor())
    except WrongStatus as refused:
        db.session.rollback()
        flash(translated(refused.message), "info")
    else:
        db.session.commit()
        queues.enqueue_best_effort("drain_webhook_events")
        flash(_("The body is read again."), "success")
    return redirect(url_for("settings.webhook"))


def read_all_again() -> Response:
    """Process all events again that could not be processed."""
    count = rereading.read_all_again(actor())
    db.session.commit()
    queues.enqueue_if_idle("drain_webhook_events")
    said = ngettext("%(num)s body is read again.", "%(num)s bodies are read again.", count)
    flash(said, "success" if count else "info")
    return redirect(url_for("settings.webhook"))
