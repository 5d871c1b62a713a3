"""Connecting WhatsApp's webhook."""

from flask import current_app, render_template, url_for

from webapp.queries import webhook_events
from webapp.views.settings import bp


@bp.get("/webhook")
def webhook() -> str:
    """Say what to paste where, and what came in last."""
    return render_template(
        "settings/webhook.html",
        callback_url=url_for("webhooks.whatsapp", _external=True),
        verify_token=current_app.config["WHATSAPP_VERIFY_TOKEN"],
        last=webhook_events.last(),
        waiting=webhook_events.waiting(),
        faulty=webhook_events.faulty(),
    )
