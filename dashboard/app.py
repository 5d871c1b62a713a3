"""The application for granian: `granian --interface wsgi --factory dashboard.app:create_app`."""

import hmac
import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import rq_dashboard
from flask import Flask, Response, abort, current_app, request
from jinja2 import BaseLoader
from rq.exceptions import NoSuchJobError
from rq_dashboard.web import setup_rq_connection

from dashboard.escaping import EscapingLoader

REQUIRED = ("REDIS_URL", "RQ_DASHBOARD_PASSWORD")
#: The name to sign in with, unless RQ_DASHBOARD_USER is another.
USER = "operator"
#: Names in addresses that the pages write into their scripts.
NAME = re.compile(r"[\w:.@-]+")
#: What the dashboard raises for addresses of things that do not exist.
NOT_FOUND = (NoSuchJobError, LookupError, ValueError, ZeroDivisionError, UnboundLocalError)
HEADERS = {
    # Its pages have inline scripts and styles, and templates that are compiled by a script.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Dashboard(Flask):
    """Flask with templates that escape, scripts included."""

    def create_global_jinja_loader(self) -> BaseLoader:  # type: ignore[override]
        return EscapingLoader(self)

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        return True


def create_app(environ: Mapping[str, str] = os.environ) -> Flask:
    """Return the dashboard. A missing setting stops the start."""
    if missing := [name for name in REQUIRED if not environ.get(name)]:
        raise SystemExit(f"Not set: {', '.join(missing)}.")
    address = environ.get("RQ_DASHBOARD_ADDRESS", "")
    app = Dashboard(__name__, static_url_path="/own")  # the blueprint has /static
    app.config["RQ_DASHBOARD_REDIS_URL"] = environ["REDIS_URL"]
    # A page elsewhere cannot give this program a name of its own and read it as its own origin.
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", urlsplit(address).hostname or ""]
    user = environ.get("RQ_DASHBOARD_USER") or USER
    app.config["SIGN_IN"] = f"{user}:{environ['RQ_DASHBOARD_PASSWORD']}"
    setup_rq_connection(app)
    app.before_request(_refuse)
    app.after_request(_add_headers)
    for error in NOT_FOUND:
        app.register_error_handler(error, _not_found)
    app.register_blueprint(rq_dashboard.blueprint)
    return app


def _refuse() -> Response | None:
    """Refuse strangers, changes that are not asked for by our own page, and odd names."""
    _ = request.host  # raises for a host that is not ours
    if not _is_signed_in():
        return Response("Sign in.", 401, {"WWW-Authenticate": 'Basic realm="RQ dashboard"'})
    can_change = request.url_rule is not None and "POST" in (request.url_rule.methods or ())
    if can_change and request.method != "POST":
        abort(405)
    if request.method == "POST" and not _is_from_our_page():
        abort(403)
    names = (str(value) for value in (request.view_args or {}).values() if value is not None)
    if request.endpoint != "rq_dashboard.static" and not all(map(NAME.fullmatch, names)):
        abort(404)
    return None


def _is_signed_in() -> bool:
    given = request.authorization
    if given is None or given.type != "basic":
        return False
    said = f"{given.username}:{given.password}".encode()
    return hmac.compare_digest(said, current_app.config["SIGN_IN"].encode())


def _is_from_our_page() -> bool:
    origin = urlsplit(request.headers.get("Origin", ""))
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return origin.netloc == request.host and site == "same-origin"


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _not_found(_: Exception) -> tuple[str, int]:
    return "There is no such page, or no longer.", 404
