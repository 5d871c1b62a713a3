"""The signature by which WhatsApp proves that a webhook's body is its own."""

import hashlib
import hmac
from collections.abc import Sequence


def sign(body: bytes, secret: str) -> str:
    """Sign the raw bytes as WhatsApp does in X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Tell whether one of the app secrets signed these bytes. Without a secret, nothing is.

    Several secrets are for the days in which one replaces another. Every one of them is
    compared, in constant time, so that the time taken tells nothing.
    """
    given = (header or "").encode()
    matches = [hmac.compare_digest(given, sign(body, one).encode()) for one in secrets if one]
    return any(matches)
