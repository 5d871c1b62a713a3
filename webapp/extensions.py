"""Flask extensions, created here and initialised in `create_app`."""

from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine

from webapp.models.base import Base


class JoinableSession(Session):
    """A session that can join a transaction; see `services.background.outer_transaction`."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Return the connection that was set, else an engine as usual."""
        return self.bind if isinstance(self.bind, Connection) else super().get_bind(*args, **kwargs)


db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={"class_": JoinableSession, "join_transaction_mode": "create_savepoint"},
)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
