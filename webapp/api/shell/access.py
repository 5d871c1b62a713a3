"""Who may call the API: programs with a token, each as its role allows."""

import logging
from datetime import timedelta

from flask import current_app, g, request
from redis import RedisError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, TooManyRequests, Unauthorized

from webapp.extensions import db
from webapp.models import ApiToken, Role
from webapp.services.accounts import rate_limiter, tokens

log = logging.getLogger(__name__)

#: Endpoints without a token: they show no data of anyone.
OPEN = {"api.health.show", "api.openapi.show"}
#: Reading needs the role of a viewer, writing that of an editor.
READ_METHODS = {"GET", "HEAD", "OPTIONS"}
RATE_LIMIT_WINDOW = timedelta(minutes=1)


def require_token() -> None:
    """Let the request pass if its token allows it. It runs before every view."""
    if request.endpoint in OPEN:
        return
    token = _token()
    needed = Role.VIEWER if request.method in READ_METHODS else Role.EDITOR
    if not token.role.covers(needed):
        raise Forbidden(f"This token is a {token.role}'s; only an {needed}'s may do this.")
    _enforce_rate_limit(token)
    if tokens.note_use(token):
        db.session.commit()
    g.token = token


def actor() -> str:
    """Return the program's name for the audit log."""
    return f"token {g.token.name}"


def _token() -> ApiToken:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        challenge = WWWAuthenticate("bearer", {"realm": "marketing"})
        raise Unauthorized("Send Authorization: Bearer and a token.", www_authenticate=challenge)
    token = tokens.find(secret.strip())
    if token is None:
        challenge = WWWAuthenticate("bearer", {"realm": "marketing", "error": "invalid_token"})
        raise Unauthorized("The token is unknown or was revoked.", www_authenticate=challenge)
    return token


def _enforce_rate_limit(token: ApiToken) -> None:
    """Refuse a program that calls too often; without Redis nobody is refused."""
    limit = current_app.config["API_REQUESTS_A_MINUTE"]
    try:
        calls = rate_limiter.count(f"token:{token.id}", RATE_LIMIT_WINDOW)
    except RedisError as error:
        log.warning("Calls of %s are not counted: %s", token.name, error)
        return
    if calls.times > limit:
        message = f"This token may call {limit:,} times a minute."
        raise TooManyRequests(message, retry_after=calls.seconds_left)
