"""The column type of messages for users: a reason code, shown as a sentence later."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from webapp.domain import messages
from webapp.domain.messages import Message


class MessageColumn(TypeDecorator[Message]):
    """A jsonb column of a reason code with its parameters."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Message | None, dialect: Dialect) -> Any:
        return None if value is None else messages.dumped(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Message | None:
        return None if value is None else messages.loaded(value)
