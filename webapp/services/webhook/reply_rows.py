"""The stored replies, unique by WhatsApp's message id."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from webapp.extensions import db
from webapp.models import Reply


def add(**values: Any) -> Reply | None:
    """Store a reply and return it; None if it is already stored."""
    key = db.session.scalar(
        insert(Reply)
        .values({"sender_phone": ""} | values)
        .on_conflict_do_nothing(index_elements=["wamid"])
        .returning(Reply.id)
    )
    return db.session.get_one(Reply, key) if key else None
