"""Contacts who asked to be erased: known by a keyed digest only."""

import hashlib
import hmac
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Erasure


def digest(match_key: str) -> bytes:
    """Return the digest stored for an erased contact: it reveals no number without the key."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(b"erased:" + secret, match_key.encode(), hashlib.sha256)


def erased(match_keys: Iterable[str]) -> set[str]:
    """Return the match keys of contacts who asked to be erased."""
    if db.session.scalar(select(Erasure.digest).limit(1)) is None:
        return set()
    by_digest = {digest(key): key for key in match_keys}
    rows = db.session.scalars(select(Erasure.digest).where(Erasure.digest.in_(by_digest)))
    return {by_digest[stored] for stored in rows}
