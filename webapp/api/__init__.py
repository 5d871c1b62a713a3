"""The JSON API: every path below /marketing, and /metrics."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from webapp.api.campaigns import campaigns, process_daily, results, steps
from webapp.api.contacts import contacts
from webapp.api.operations import health, metrics, tasks
from webapp.api.recipients import recipients
from webapp.api.sending import messages
from webapp.api.shell import access, errors, idempotency, openapi

NOUNS = (
    *(campaigns.bp, steps.bp, results.bp, recipients.bp, tasks.bp),
    *(messages.bp, contacts.bp, process_daily.bp, health.bp, openapi.bp),
)

bp = Blueprint("api", __name__, url_prefix="/marketing")
for noun in NOUNS:
    bp.register_blueprint(noun)

BLUEPRINTS = (bp, metrics.bp)

for blueprint in BLUEPRINTS:
    blueprint.before_request(access.require_token)
    errors.register(blueprint)

bp.before_request(idempotency.run_once)


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Register everything that is not a blueprint."""
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(errors.unknown_path)
    for blueprint in (*BLUEPRINTS, *NOUNS):
        csrf.exempt(blueprint)  # browsers never send a token automatically, as they do cookies
