"""Queries that are cancelled when they take too long."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from psycopg.errors import QueryCanceled
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from webapp.extensions import db

Result = TypeVar("Result")


def within(timeout: timedelta, query: Callable[[], Result]) -> Result | None:
    """Return the result of a query that changes nothing; None when it takes longer.

    The transaction continues in both cases.
    """
    milliseconds = str(int(timeout / timedelta(milliseconds=1)))
    savepoint = db.session.begin_nested()
    try:
        db.session.execute(select(func.set_config("statement_timeout", milliseconds, True)))
        return query()
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            return None
        raise
    finally:
        savepoint.rollback()  # and with it the timeout
