"""The JSON API: every path below /marketing, and /metrics."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from webapp.api import (
    access,
    campaigns,
    contacts,
    daily,
    faults,
    health,
    messages,
    metrics,
    openapi,
    recipients,
    results,
    steps,
    tasks,
)

NOUNS = (
    *(campaigns.bp, steps.bp, results.bp, recipients.bp, tasks.bp),
    *(messages.bp, contacts.bp, daily.bp, health.bp, openapi.bp),
)

bp = Blueprint("api", __name__, url_prefix="/marketing")
for noun in NOUNS:
    bp.register_blueprint(noun)

BLUEPRINTS = (bp, metrics.bp)

for blueprint in BLUEPRINTS:
    blueprint.before_request(access.require_token)
    faults.register(blueprint)


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Join what is not a blueprint to the application."""
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(faults.unknown_path)
    for blueprint in (*BLUEPRINTS, *NOUNS):
        csrf.exempt(blueprint)  # a token comes with each request, never by itself as cookies do
