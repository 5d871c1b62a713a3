"""Connecting WhatsApp's webhook, and what came in by it."""

from collections.abc import Callable

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import queues
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.queries.webhook import events
from webapp.services.background import second_tries
from webapp.services.webhook import platform_events
from webapp.views.accounts.access import actor
from webapp.views.settings import bp


@bp.get("/webhook")
def webhook() -> str:
    """Say what to paste where, what came in last, and what of it came to nothing."""
    return render_template(
        "settings/webhook.html",
        callback_url=url_for("webhooks.whatsapp", _external=True),
        verify_token=current_app.config["WHATSAPP_VERIFY_TOKEN"],
        fields=sorted({*platform_events.FIELDS, "user_preferences"}),
        state=events.state(),
        faulty=events.faulty(),
        parked=events.parked(),
        errands=events.errands_given_up(),
    )


@bp.get("/webhook/state")
def webhook_state() -> str:
    """Show the part of the page that changes by itself."""
    return render_template("settings/_webhook_state.html", state=events.state())


@bp.post("/webhook/bodies/<int:event_id>/again")
def read_again(event_id: int) -> Response:
    """Read a body once more, after its fault was mended."""
    return _try(
        lambda: second_tries.read_again(event_id, actor()),
        "drain_webhook_events",
        _("The body is read again."),
    )


@bp.post("/webhook/bodies/again")
def read_all_again() -> Response:
    """Read all bodies once more that are set aside."""
    count = second_tries.read_all_again(actor())
    db.session.commit()
    queues.wake("drain_webhook_events")
    said = ngettext("%(num)s body is read again.", "%(num)s bodies are read again.", count)
    flash(said, "success" if count else "info")
    return redirect(url_for("settings.webhook"))


@bp.post("/webhook/errands/<int:errand_id>/again")
def do_again(errand_id: int) -> Response:
    """Do what was given up."""
    return _try(
        lambda: second_tries.do_again(errand_id, actor()), "run_errands", _("It is tried again.")
    )


def _try(do: Callable[[], None], job: str, said: str) -> Response:
    """Do it, commit, and have the job look; where someone else was quicker, say so."""
    try:
        do()
    except WrongStatus as refused:
        db.session.rollback()
        flash(translated(refused.message), "info")
    else:
        db.session.commit()
        queues.enqueue_best_effort(job)
        flash(said, "success")
    return redirect(url_for("settings.webhook"))
