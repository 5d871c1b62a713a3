"""Locks until the commit: on a key that is not stored yet, and on a row that may be deleted."""

import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import InvalidRequestError

from webapp.domain.messages import coded
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models.base import Base


def lock_key(key: uuid.UUID) -> None:
    """Wait for other transactions that create the row with this key, so it is created once."""
    number = int.from_bytes(key.bytes[:8], signed=True)
    db.session.execute(select(func.pg_advisory_xact_lock(number)))


def lock_row(row: Base, **options: Any) -> None:
    """Lock the row until the commit, and read it again. Raises NotFound if it was deleted."""
    try:
        db.session.refresh(row, with_for_update=options or True)
    except InvalidRequestError:
        raise NotFound(coded("operations.deleted_meanwhile")) from None
