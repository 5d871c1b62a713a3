"""Users who sign in."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from redis import RedisError
from sqlalchemy import select, text

from webapp import clock
from webapp.domain.accounts.credentials import password_fault, read_email
from webapp.domain.messages import joined
from webapp.domain.translatable import N_, NN_
from webapp.errors import AppError, InvalidInput
from webapp.extensions import db
from webapp.models import Role, User
from webapp.services.accounts import audit, rate_limiter

#: Failed attempts that are allowed for one e-mail address, and from one network address, which a
#: whole office may share.
MAX_FAILURES, MAX_FAILURES_FROM_NETWORK = 5, 50
FAILURE_WINDOW = timedelta(minutes=15)
WRONG_LOGIN = N_("The e-mail address or the password is wrong.")
WRONG_PRESENT_PASSWORD = N_("This is not your present password.")

_hasher = PasswordHasher()
#: If two users create the same login at once, the second finds the first one.
_LOCK = text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")


class LoginRefused(AppError):
    """The user may not sign in; the message says why, but not who has a login."""


def create(email: str, password: str, role: Role, actor: str) -> User:
    """Create a login. Raises InvalidInput for an invalid e-mail address or password."""
    email, fault = read_email(email)
    db.session.execute(_LOCK)
    faults = {"email": fault or _taken_fault(email), "password": password_fault(password)}
    if invalid := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidInput(joined(invalid.values()), invalid)
    user = User(email=email, password_hash=_hasher.hash(password), role=role)
    db.session.add(user)
    db.session.flush()
    audit.note(actor, "user.create", f"user {email}", role=role)
    return user


def create_first(email: str, password: str, actor: str) -> None:
    """Create an administrator's login if there is no login yet. Raises as `create` does."""
    if not all_users():
        create(email, password, Role.ADMIN, actor)


def authenticate(email: str, password: str, address: str) -> User:
    """Return the user who signs in; the caller commits. Raises LoginRefused with a message.

    An unknown e-mail address takes as long as a wrong password. Attempts are counted before they
    are checked, so that many attempts at once are no advantage. Without Redis, which counts,
    nobody can sign in.
    """
    email = read_email(email).address
    login, network = f"login:{email}", f"login from:{address}"
    _count({login: MAX_FAILURES, network: MAX_FAILURES_FROM_NETWORK})
    user: User | None = db.session.scalar(select(User).where(User.email == email))
    if not _is_right(user, password) or user is None or not user.active:
        raise LoginRefused(WRONG_LOGIN)
    rate_limiter.reset(login)
    rate_limiter.decrement(network)
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    user.last_login_at = clock.now()
    return user


def change_own_password(user: User, present: str, password: str) -> None:
    """Change the user's own password. Raises InvalidInput naming the field that is wrong.

    A wrong present password counts as a failed attempt to sign in.
    """
    counter = f"login:{user.email}"
    try:
        _count({counter: MAX_FAILURES})
    except LoginRefused as refused:
        raise InvalidInput(refused.message, {"present": refused.message}) from refused
    if not _is_right(user, present):
        raise InvalidInput(WRONG_PRESENT_PASSWORD, {"present": WRONG_PRESENT_PASSWORD})
    rate_limiter.reset(counter)
    change_password(user, password, user.email)


def change_password(user: User, password: str, actor: str) -> None:
    """Change the user's password, which ends all their sessions.

    Raises InvalidInput where it is too short or too long.
    """
    if fault := password_fault(password):
        raise InvalidInput(fault, {"password": fault})
    user.password_hash = _hasher.hash(password)
    audit.note(actor, "user.password", f"user {user.email}")


def all_users() -> Sequence[User]:
    """Return all users by e-mail address."""
    return db.session.scalars(select(User).order_by(User.email)).all()


def _taken_fault(email: str) -> str:
    if db.session.scalar(select(User.id).where(User.email == email)):
        return N_("There is a login for %(email)s already.", email=email)
    return ""


def _count(counters: Mapping[str, int]) -> None:
    """Add an attempt to each counter. Raises LoginRefused where one exceeds its limit."""
    try:
        counts = [
            (rate_limiter.count(name, FAILURE_WINDOW), limit) for name, limit in counters.items()
        ]
    except RedisError:
        raise LoginRefused(N_("Nobody can sign in just now: Redis does not answer.")) from None
    waits = [counted.seconds_left for counted, limit in counts if counted.times > limit]
    if waits:
        minutes = math.ceil(max(waits) / 60)
        raise LoginRefused(
            NN_(
                "Too many failed attempts to sign in. Try again in a minute.",
                "Too many failed attempts to sign in. Try again in %(num)s minutes.",
                minutes,
            )
        )


def _is_right(user: User | None, password: str) -> bool:
    try:
        return _hasher.verify(user.password_hash if user else _dummy_hash(), password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _dummy_hash() -> str:
    """Return a hash to compare with where there is no such user."""
    return _hasher.hash("nobody's password")


def change_role(user: User, role: Role, actor: str) -> None:
    """Change the user's role. Raises InvalidInput for one's own role."""
    if user.email == actor:
        own = N_("You can't change your own role: ask another administrator.")
        raise InvalidInput(own, {"role": own})
    user.role = role
    audit.note(actor, "user.role", f"user {user.email}", role=role)


def set_active(user: User, active: bool, actor: str) -> None:
    """Activate or deactivate the user. Raises InvalidInput for oneself."""
    if user.email == actor:
        raise InvalidInput(N_("You can't deactivate yourself: ask another administrator."))
    user.active = active
    audit.note(actor, "user.active", f"user {user.email}", active=active)
