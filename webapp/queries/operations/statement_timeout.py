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
    """Ask, and change nothing; None when a statement takes longer. The transaction goes on."""
    milliseconds = str(int(patience / timedelta(milliseconds=1)))
    place = db.session.begin_nested()
    try:
        db.session.execute(select(func.set_config("statement_timeout", milliseconds, True)))
        return ask()
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            return None
        raise
    finally:
        place.rollback()  # and with it the limit
