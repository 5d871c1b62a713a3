"""People and programs that may sign in."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, choice


class Role(StrEnum):
    """What someone may do; each role may do all that the ones before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Answer whether this role may do what the needed one may.

        >>> Role.EDITOR.covers(Role.VIEWER), Role.EDITOR.covers(Role.ADMIN)
        (True, False)
        """
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class User(UserMixin, Created, Base):  # type: ignore[misc]
    """Someone who signs in with an e-mail address and a password."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # kept in lower case
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    last_login_at: Mapped[datetime | None]
    language: Mapped[str | None]  # "es"; None leaves it to the browser

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """What a session keeps: who it is of, and a mark of the password that opened it."""
        return f"{self.id}.{sha256(self.password_hash.encode()).hexdigest()[:16]}"


class ApiToken(Created, Base):
    """A program's key to the JSON API; only its digest is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
