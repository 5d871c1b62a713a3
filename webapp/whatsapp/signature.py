"""The signature that proves that WhatsApp sent a webhook's body."""

import hashlib
import hmac
from collections.abc import Sequence


def sign(body: bytes, secret: str) -> str:
    """Return the signature of the raw bytes as in WhatsApp's X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Return whether one of the app secrets signed these bytes. Without a secret, nothing is.

    Several secrets are for the time in which one replaces another. All of them are compared, in
    constant time, so that the time taken reveals nothing.
    """
    signature = (header or "").encode()
    signatures = [sign(body, secret).encode() for secret in secrets if secret]
    matches = [hmac.compare_digest(signature, expected) for expected in signatures]
    return any(matches)
