"""Those who asked to be forgotten: known by a digest only."""

import hashlib
import hmac
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Contact, Erasure


def digest(match_key: str) -> bytes:
    """Answer what stays of a person: nothing that leads back to them without the key."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(b"erased:" + secret, match_key.encode(), hashlib.sha256)


def forgotten(match_keys: Iterable[str]) -> set[str]:
    """Find those who asked to be forgotten."""
    if db.session.scalar(select(Erasure.digest).limit(1)) is None:
        return set()
    by_digest = {digest(key): key for key in match_keys}
    found = db.session.scalars(select(Erasure.digest).where(Erasure.digest.in_(by_digest)))
    return {by_digest[one] for one in found}


def keep(match_key: str) -> None:
    """Keep the digest of someone who is erased."""
    kept = insert(Erasure).values(digest=digest(match_key), erased_at=clock.now())
    db.session.execute(kept.on_conflict_do_nothing())


def lift(contact: Contact) -> None:
    """Let files and programs name someone again who has come back on their own."""
    db.session.execute(delete(Erasure).where(Erasure.digest == digest(contact.match_key)))
