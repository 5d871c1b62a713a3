"""API access: a valid token, and the permissions of its role."""

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

#: Endpoints that need no token: they show no personal data.
OPEN = {"api.health.show", "api.openapi.show"}
#: Reading needs the viewer role, writing the editor role.
READ_METHODS = {"GET", "HEAD", "OPTIONS"}
RATE_LIMIT_WINDOW = timedelta(minutes=1)


def require_token() -> None:
    """Reject a request whose token does not allow it. Runs before every view."""
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
    """Return the token's name for the audit log."""
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
    """Reject a token that calls too often; without Redis there is no rate limit."""
    limit = current_app.config["API_REQUESTS_A_MINUTE"]
    try:
        calls = rate_limiter.count(f"token:{token.id}", RATE_LIMIT_WINDOW)
    except RedisError as error:
        log.warning("Calls of %s are not counted: %s", token.name, error)
        return
    if calls.times > limit:
        message = f"This token may call {limit:,} times a minute."
        raise TooManyRequests(message, retry_after=calls.seconds_left)
