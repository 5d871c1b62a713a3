"""Text that is encrypted at rest."""

import base64
import hashlib

from cryptography.fernet import Fernet
from flask import current_app
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class EncryptedText(TypeDecorator[str]):
    """A text column that is stored encrypted with SECRET_KEY."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value)


def encrypt(text: str) -> str:
    """Return the text encrypted with SECRET_KEY."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Return the text that `encrypt` encrypted."""
    return _cipher().decrypt(text.encode()).decode()


def _cipher() -> Fernet:
    secret = current_app.config["SECRET_KEY"].encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"at rest:" + secret).digest()))
