"""The base classes and types of every table."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from webapp import clock

#: Names for constraints, so that every migration can refer to them.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table: moments carry their zone, text has no length, JSON is jsonb."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: DateTime(timezone=True),
        str: Text(),
        dict[str, str]: JSONB(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class Created:
    """Adds the time at which the row was created."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def choice(choices: type[StrEnum], name: str) -> Enum:
    """Return the type of a text column that takes only the values of the enum."""
    return Enum(
        choices,
        name=name,
        native_enum=False,
        length=32,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )
