"""Users who may sign in, and tokens of programs."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, choice


class Role(StrEnum):
    """What a user may do; each role includes those before it."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Return whether this role includes the needed one.

        >>> Role.EDITOR.covers(Role.VIEWER), Role.EDITOR.covers(Role.ADMIN)
        (True, False)
        """
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class User(UserMixin, Created, Base):  # type: ignore[misc]
    """A user, who signs in with an e-mail address and a password."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # in lower case
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    last_login_at: Mapped[datetime | None]
    language: Mapped[str | None]  # "es"; None leaves it to the browser

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """Return what a session stores: the user's id, and a digest of the password's hash."""
        return f"{self.id}.{sha256(self.password_hash.encode()).hexdigest()[:16]}"


class ApiToken(Created, Base):
    """A program's token for the JSON API; only its digest is stored."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
