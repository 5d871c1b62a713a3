"""Texts for people in the database: whoever reads them does so in their own language."""

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from webapp.domain.translatable import packed, unpacked


class TranslatableText(TypeDecorator[str]):
    """A text column that remembers what a marked text was made of."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else packed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else unpacked(value)
