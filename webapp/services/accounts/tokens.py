"""Tokens by which programs use the JSON API."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select, text, update

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, NotFound
from webapp.extensions import db
from webapp.models import ApiToken, Role
from webapp.services.accounts import audit

MAX_NAME_LENGTH = 100
#: Makes a token that got into a log or a repository easy to find.
PREFIX = "wacm_"
#: The shortest time between two updates of the last use, to save a write for each request.
LAST_USE_INTERVAL = timedelta(minutes=1)
#: If two calls create a token with the same name at once, the second finds the first one's.
_LOCK = text("LOCK TABLE api_tokens IN SHARE ROW EXCLUSIVE MODE")


def create(name: str, role: Role, actor: str) -> str:
    """Create a token and return it; it cannot be read again later.

    Raises InvalidInput if the name is missing or a token in use has it.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME_LENGTH:
        message = N_("Give a name of 1 to %(most)s characters.", most=MAX_NAME_LENGTH)
        raise InvalidInput(message, {"name": message})
    db.session.execute(_LOCK)
    if _in_use(name):
        message = N_(
            "There is a token called %(name)s already: revoke it or choose another name.", name=name
        )
        raise InvalidInput(message, {"name": message})
    secret = PREFIX + secrets.token_urlsafe(32)
    db.session.add(ApiToken(name=name, digest=_digest(secret), role=role))
    audit.note(actor, "token.create", f"token {name}", role=role)
    return secret


def find(secret: str) -> ApiToken | None:
    """Return the token, unless it was revoked."""
    return db.session.scalar(
        select(ApiToken).where(ApiToken.digest == _digest(secret), ApiToken.revoked_at.is_(None))
    )


def note_use(token: ApiToken) -> bool:
    """Store that the token is used now; return False if that was stored a moment ago."""
    now = clock.now()
    if token.last_used_at and token.last_used_at > now - LAST_USE_INTERVAL:
        return False
    unused = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < now)
    db.session.execute(
        update(ApiToken).where(ApiToken.id == token.id, unused).values(last_used_at=now)
    )
    return True


def all_tokens() -> Sequence[ApiToken]:
    """Return all tokens, revoked ones included, the newest first."""
    return db.session.scalars(select(ApiToken).order_by(ApiToken.id.desc())).all()


def revoke(name: str, actor: str) -> None:
    """Revoke the token. Raises NotFound where no token with the name is in use."""
    token = _in_use(name)
    if token is None:
        raise NotFound(N_("No token in use is called %(name)s.", name=name))
    token.revoked_at = clock.now()
    audit.note(actor, "token.revoke", f"token {name}")


def _in_use(name: str) -> ApiToken | None:
    return db.session.scalar(
        select(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
    )


def _digest(secret: str) -> str:
    """Return the token's digest; 256 random bits need no slow one, as nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()
