"""Locking what somebody may be deleting at the same moment."""

from typing import Any

from sqlalchemy.exc import InvalidRequestError

from webapp.domain.messages import coded
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models.base import Base


def lock(row: Base, **how: Any) -> None:
    """Lock the row until the commit, and read it again. Raises NotFound where it is gone."""
    try:
        db.session.refresh(row, with_for_update=how or True)
    except InvalidRequestError:
        raise NotFound(coded("operations.deleted_meanwhile")) from None
