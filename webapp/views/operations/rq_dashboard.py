"""The RQ dashboard at /rq, for administrators."""

import rq_dashboard
from flask import Flask, request
from flask_wtf import CSRFProtect
from rq_dashboard.web import setup_rq_connection
from werkzeug.wrappers import Response

from webapp.models import Role
from webapp.views.accounts.access import refusal

PREFIX = "/rq"


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Mount the dashboard, for administrators only.

    It sends no CSRF tokens; the SameSite session cookie protects its buttons.
    """
    app.config["RQ_DASHBOARD_REDIS_URL"] = app.config["REDIS_URL"]
    setup_rq_connection(app)
    csrf.exempt(rq_dashboard.blueprint)
    app.before_request(_guard)
    app.register_blueprint(rq_dashboard.blueprint, url_prefix=PREFIX)


def _guard() -> Response | None:
    return refusal(Role.ADMIN) if request.blueprint == rq_dashboard.blueprint.name else None
