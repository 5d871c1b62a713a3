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

#: What needs no token: it shows nothing that belongs to anyone.
OPEN = {"api.health.show", "api.openapi.show"}
#: Asking needs the role of a viewer, doing that of an editor.
ASKING = {"GET", "HEAD", "OPTIONS"}
MINUTE = timedelta(minutes=1)


def require_token() -> None:
    """Let the request pass if its token allows it. No view of the API can forget to ask."""
    if request.endpoint in OPEN:
        return
    token = _token()
    needed = Role.VIEWER if request.method in ASKING else Role.EDITOR
    if not token.role.covers(needed):
        raise Forbidden(f"This token is a {token.role}'s; only an {needed}'s may do this.")
    _count(token)
    if tokens.note_use(token):
        db.session.commit()
    g.token = token


def actor() -> str:
    """The name under which the program's doings are noted."""
    return f"token {g.token.name}"


def _token() -> ApiToken:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        asked = WWWAuthenticate("bearer", {"realm": "marketing"})
        raise Unauthorized("Send Authorization: Bearer and a token.", www_authenticate=asked)
    token = tokens.find(secret.strip())
    if token is None:
        asked = WWWAuthenticate("bearer", {"realm": "marketing", "error": "invalid_token"})
        raise Unauthorized("The token is unknown or was revoked.", www_authenticate=asked)
    return token


def _count(token: ApiToken) -> None:
    """Refuse a program that calls too often; without Redis nobody is refused."""
    limit = current_app.config["API_REQUESTS_A_MINUTE"]
    try:
        counted = rate_limiter.count(f"token:{token.id}", MINUTE)
    except RedisError as error:
        log.warning("Calls of %s are not counted: %s", token.name, error)
        return
    if counted.times > limit:
        message = f"This token may call {limit:,} times a minute."
        raise TooManyRequests(message, retry_after=counted.seconds_left)
