"""Questions to the database that are given up when they take too long."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from psycopg.errors import QueryCanceled
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from webapp.extensions import db

Answer = TypeVar("Answer")


def within(patience: timedelta, ask: Callable[[], Answer]) -> Answer | None:
    """Ask; None when one of the statements takes longer. The transaction goes on."""
    milliseconds = str(int(patience / timedelta(milliseconds=1)))
    try:
        with db.session.begin_nested():
            before = db.session.scalar(select(func.current_setting("statement_timeout")))
            _limit(milliseconds)
            answer = ask()
            _limit(before or "0")
            return answer
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            return None
        raise


def _limit(timeout: str) -> None:
    """Set the limit for the transaction; a savepoint that is undone undoes it, too."""
    db.session.execute(select(func.set_config("statement_timeout", timeout, True)))
