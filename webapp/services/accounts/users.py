"""People who sign in."""

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
from webapp.domain.translatable import N_, NN_, joined
from webapp.errors import AppError, InvalidInput
from webapp.extensions import db
from webapp.models import Role, User
from webapp.services.accounts import audit, rate_limiter

#: So many failed attempts in this time, for one e-mail address and from one network address,
#: which a whole office may share.
FAILURES, FAILURES_FROM_ADDRESS = 5, 50
WINDOW = timedelta(minutes=15)
WRONG = N_("The e-mail address or the password is wrong.")
NOT_YOURS = N_("This is not your present password.")

_hasher = PasswordHasher()
#: Of two who create the same login at once, the second finds the first's.
_LOCK = text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")


class LoginRefused(AppError):
    """The person may not sign in; the message says why without telling who has a login."""


def create(email: str, password: str, role: Role, actor: str) -> User:
    """Create a login. Raises InvalidInput naming what is wrong with the e-mail or password."""
    email, fault = read_email(email)
    db.session.execute(_LOCK)
    faults = {"email": fault or _taken_fault(email), "password": password_fault(password)}
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidInput(joined(found.values()), found)
    user = User(email=email, password_hash=_hasher.hash(password), role=role)
    db.session.add(user)
    db.session.flush()
    audit.note(actor, "user.create", f"user {email}", role=role)
    return user


def create_first(email: str, password: str, actor: str) -> None:
    """Create an administrator's login where there is no login yet. Raises as `create` does."""
    if not everyone():
        create(email, password, Role.ADMIN, actor)


def authenticate(email: str, password: str, address: str) -> User:
    """Answer who signs in; the caller commits. Raises LoginRefused with words for the person.

    An unknown e-mail address takes as long as a wrong password. Attempts are counted before
    they are looked at, so that trying many at once helps nobody; without Redis, which counts,
    nobody signs in.
    """
    email = read_email(email).address
    login, network = f"login:{email}", f"login from:{address}"
    _count({login: FAILURES, network: FAILURES_FROM_ADDRESS})
    user: User | None = db.session.scalar(select(User).where(User.email == email))
    if not _is_right(user, password) or user is None or not user.active:
        raise LoginRefused(WRONG)
    rate_limiter.forget(login)
    rate_limiter.take_back(network)
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    user.last_login_at = clock.now()
    return user


def change_own_password(user: User, present: str, password: str) -> None:
    """Give oneself a new password. Raises InvalidInput naming the field that is wrong.

    A wrong present password counts as a failed attempt to sign in.
    """
    counter = f"login:{user.email}"
    try:
        _count({counter: FAILURES})
    except LoginRefused as refused:
        raise InvalidInput(refused.message, {"present": refused.message}) from refused
    if not _is_right(user, present):
        raise InvalidInput(NOT_YOURS, {"present": NOT_YOURS})
    rate_limiter.forget(counter)
    change_password(user, password, user.email)


def change_password(user: User, password: str, actor: str) -> None:
    """Give the person a new password, which ends every session of theirs.

    Raises InvalidInput where it is too short or too long.
    """
    if fault := password_fault(password):
        raise InvalidInput(fault, {"password": fault})
    user.password_hash = _hasher.hash(password)
    audit.note(actor, "user.password", f"user {user.email}")


def everyone() -> Sequence[User]:
    """List all logins by e-mail address."""
    return db.session.scalars(select(User).order_by(User.email)).all()


def _taken_fault(email: str) -> str:
    if db.session.scalar(select(User.id).where(User.email == email)):
        return N_("There is a login for %(email)s already.", email=email)
    return ""


def _count(counters: Mapping[str, int]) -> None:
    """Count an attempt by each counter; refuse it where there were more than it bears."""
    try:
        counted = [(rate_limiter.count(what, WINDOW), most) for what, most in counters.items()]
    except RedisError:
        raise LoginRefused(N_("Nobody can sign in just now: Redis does not answer.")) from None
    over = [one.seconds_left for one, most in counted if one.times > most]
    if over:
        minutes = math.ceil(max(over) / 60)
        raise LoginRefused(
            NN_(
                "Too many failed attempts to sign in. Try again in a minute.",
                "Too many failed attempts to sign in. Try again in %(num)s minutes.",
                minutes,
            )
        )


def _is_right(user: User | None, password: str) -> bool:
    try:
        return _hasher.verify(user.password_hash if user else _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _nobodys() -> str:
    """A hash to compare with where there is no such person."""
    return _hasher.hash("nobody's password")


def change_role(user: User, role: Role, actor: str) -> None:
    """Change what the person may do. Raises InvalidInput for one's own role."""
    if user.email == actor:
        own = N_("You can't change your own role: ask another administrator.")
        raise InvalidInput(own, {"role": own})
    user.role = role
    audit.note(actor, "user.role", f"user {user.email}", role=role)


def set_active(user: User, active: bool, actor: str) -> None:
    """Let the person in, or not any more. Raises InvalidInput for oneself."""
    if user.email == actor:
        raise InvalidInput(N_("You can't deactivate yourself: ask another administrator."))
    user.active = active
    audit.note(actor, "user.active", f"user {user.email}", active=active)
