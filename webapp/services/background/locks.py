"""Making a thing once for each form, however often and however quickly the form is sent."""

import uuid

from sqlalchemy import func, select

from webapp.extensions import db


def begin(key: uuid.UUID) -> None:
    """Wait for a transaction that creates the object with this key; it exists if that committed."""
    number = int.from_bytes(key.bytes[:8], signed=True)
    db.session.execute(select(func.pg_advisory_xact_lock(number)))
