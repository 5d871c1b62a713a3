"""Contacts who asked to be erased: known by a keyed digest only."""

import hashlib
import hmac
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Erasure


def digest(key: str) -> bytes:
    """Return the digest of a match key or user id, which reveals neither without the secret."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(b"erased:" + secret, key.encode(), hashlib.sha256)


def erased(keys: Iterable[str]) -> set[str]:
    """Return those of the match keys and user ids whose owners asked to be erased."""
    if db.session.scalar(select(Erasure.digest).limit(1)) is None:
        return set()
    by_digest = {digest(key): key for key in keys}
    rows = db.session.scalars(select(Erasure.digest).where(Erasure.digest.in_(by_digest)))
    return {by_digest[stored] for stored in rows}
