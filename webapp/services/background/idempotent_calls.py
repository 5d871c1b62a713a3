"""The stored responses of calls with an Idempotency-Key."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from webapp.extensions import db
from webapp.models import IdempotentCall

RETENTION = timedelta(hours=24)


def try_lock(token_id: int, key: str) -> bool:
    """Lock the token's key until the end of the transaction; return False if another has it."""
    digest = hashlib.sha256(f"idempotency {token_id} {key}".encode()).digest()
    number = int.from_bytes(digest[:8], signed=True)
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(number))))


def find(token_id: int, key: str, now: datetime) -> IdempotentCall | None:
    """Return the first call with the key, unless it is too old to count."""
    call = db.session.get(IdempotentCall, (token_id, key))
    return call if call and call.created_at > now - RETENTION else None


def store(call: IdempotentCall) -> None:
    """Store a call in place of one that is too old to count."""
    db.session.merge(call)


def delete_expired(now: datetime) -> None:
    """Delete the calls that are too old to count."""
    db.session.execute(delete(IdempotentCall).where(IdempotentCall.created_at <= now - RETENTION))
