"""Work that continues after the transaction that requested it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.messages import Message
from webapp.models.base import Base, Created, choice
from webapp.models.message_column import MessageColumn


class TaskKind(StrEnum):
    """The kinds of tasks; `jobs.registry` has their functions."""

    REFUSAL = "refusal"  # act on a failed receipt that concerns more than its recipient
    PLATFORM_EVENT = "platform_event"  # act on news about a template, a number or the account
    MERGE_CONTACTS = "merge_contacts"  # two contacts that WhatsApp has shown to be one person
    ADOPT_REPLIES = "adopt_replies"  # replies whose contact has become known
    AUTO_REPLY = "auto_reply"  # reply to a contact inside the service window
    FORWARD = "forward"  # forward a message to another system
    ACTIVATE = "activate"  # start a campaign
    ADD_AUDIENCE = "add_audience"  # add everyone in the campaign's audience
    IMPORT_CONTACTS = "import_contacts"  # check, import or undo a file of contacts
    BULK_ACTION = "bulk_action"  # change or export many at once
    SYNC_TEMPLATES = "sync_templates"  # ask WhatsApp again after news about templates
    COUNT_CONTACTS = "count_contacts"  # count contacts for a page that does not wait


#: The side effects of webhook events, in the order in which they are delivered: refusals first,
#: because they may have to stop a campaign.
OUTBOX_KINDS = (
    *(TaskKind.REFUSAL, TaskKind.PLATFORM_EVENT, TaskKind.MERGE_CONTACTS),
    *(TaskKind.ADOPT_REPLIES, TaskKind.AUTO_REPLY, TaskKind.FORWARD),
)

#: The condition of tasks that exist only once with the same params, however often requested.
ONE_PER_PARAMS = text(f"kind = '{TaskKind.COUNT_CONTACTS}'")


class TaskState(StrEnum):
    """The state of a task; one that a worker has claimed is waiting too, with a lease."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class BackgroundTask(Created, Base):
    """One piece of work, stored in the transaction that requests it.

    See docs/decisions/0027-one-engine-for-background-work.md.
    """

    __tablename__ = "background_tasks"
    __table_args__ = (
        Index(
            "ix_background_tasks_kind",
            *("kind", "state", "run_at", "number"),
        ),
        Index(
            "ix_background_tasks_finished",
            *("state", "finished_at"),
            postgresql_where=text("finished_at IS NOT NULL"),
        ),
        Index(
            "uq_background_tasks_params",
            "params",
            unique=True,
            postgresql_where=ONE_PER_PARAMS,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    #: The order in which tasks were stored; tasks that are due at the same time run in this order.
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    kind: Mapped[str] = mapped_column(Text)  # a TaskKind, or one of another version
    params: Mapped[dict[str, Any]]  # ids and plain values; never a secret
    state: Mapped[TaskState] = mapped_column(choice(TaskState, "state"), default=TaskState.WAITING)
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)  # the last item that was done
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]  # a worker has claimed it until then
    progress: Mapped[int] = mapped_column(SmallInteger, default=0)  # per cent
    error: Mapped[Message | None] = mapped_column(MessageColumn)  # why the last attempt failed
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_by: Mapped[str]
    finished_at: Mapped[datetime | None]
