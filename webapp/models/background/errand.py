"""What is to be done because of what WhatsApp told us."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created
from webapp.models.translatable_text import TranslatableText


class ErrandKind(StrEnum):
    """What there is to do."""

    REFUSAL = "refusal"  # act on a failed receipt that concerns more than its recipient
    PLATFORM = "platform"  # act on news about a template, a number or the account
    ADOPT = "adopt"  # replies whose person has become known
    ANSWER = "answer"  # answer a person inside the service window
    FORWARD = "forward"  # pass a message on to another system


class Errand(Created, Base):
    """One thing to do, kept in the transaction that found it and gone once it is done.

    So a worker that is killed between understanding and acting loses nothing.
    """

    __tablename__ = "errands"
    __table_args__ = (
        Index(
            "ix_errands_waiting",
            "next_try_at",
            "id",
            postgresql_where=text("given_up_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)  # an ErrandKind
    details: Mapped[dict[str, Any]]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime]
    fault: Mapped[str | None] = mapped_column(TranslatableText)  # why the last try came to nothing
    given_up_at: Mapped[datetime | None]
