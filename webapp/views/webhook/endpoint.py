"""The endpoint of WhatsApp's webhook."""

import hmac

from flask import abort, current_app, request

from webapp import queues
from webapp.services.webhook.inbox import MAX_BODY_BYTES, inbox
from webapp.whatsapp.signature import is_signed


def verify() -> tuple[str, int, dict[str, str]]:
    """Return the challenge with which WhatsApp verifies our address."""
    wanted = current_app.config["WHATSAPP_VERIFY_TOKEN"]
    given = request.args.get("hub.verify_token", "")
    is_right = hmac.compare_digest(given.encode(), wanted.encode())
    if not wanted or request.args.get("hub.mode") != "subscribe" or not is_right:
        abort(403)
    return request.args.get("hub.challenge", ""), 200, {"Content-Type": "text/plain"}


def whatsapp() -> tuple[str, int]:
    """Store the raw body of receipts and replies, and respond; it is parsed later.

    Every signed body gets a 200, even one that cannot be used: any other response makes WhatsApp
    send it again. Under granian, `front.door` does the same without a thread for pages.
    """
    request.max_content_length = MAX_BODY_BYTES
    body = request.get_data(cache=False)  # 413 if it is longer
    signature = request.headers.get("X-Hub-Signature-256")
    if not is_signed(body, signature, current_app.config["WHATSAPP_APP_SECRETS"]):
        abort(403)
    inbox.store(body)
    queues.enqueue_if_idle("drain_webhook_events")
    return "", 200
