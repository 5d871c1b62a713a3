"""How each kind of background task is done."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from jobs import long_tasks, outbox, sync_templates
from webapp.models import TaskKind
from webapp.services.background.claims import Claim
from webapp.services.campaigns import launch
from webapp.services.imports import import_tasks

#: Does the task, in a transaction that the caller commits together with the task's end. The return
#: value is stored as the task's result; a task without one is deleted.
Handler = Callable[[Claim], Mapping[str, Any] | None]


class Handling(NamedTuple):
    """How a kind is done, and how often it is tried."""

    handler: Handler
    job: str  # the RQ job that does it; `queues.JOBS` has its queue
    lease: timedelta  # longer than the work between two renewals, or than a claim's rows, takes
    attempts: int = 12  # within about five hours
    rows: int = 1  # of one claim
    then: str = ""  # the RQ job that follows
    #: Records an internal error, in the transaction that postpones the task.
    report_fault: Callable[[Claim, Exception], None] | None = None


OUTBOX, LONG = "deliver_outbox", "run_background_task"
MINUTE = timedelta(minutes=1)

REGISTRY: dict[str, Handling] = {
    TaskKind.REFUSAL: Handling(outbox.apply_refusal, OUTBOX, 2 * MINUTE, rows=500),
    TaskKind.PLATFORM_EVENT: Handling(outbox.apply_platform_event, OUTBOX, 2 * MINUTE, rows=500),
    TaskKind.MERGE_CONTACTS: Handling(outbox.merge_contacts, OUTBOX, 2 * MINUTE, rows=100),
    TaskKind.ADOPT_REPLIES: Handling(outbox.adopt_replies, OUTBOX, 2 * MINUTE, rows=500),
    TaskKind.AUTO_REPLY: Handling(
        outbox.send_auto_reply, OUTBOX, 5 * MINUTE, outbox.AUTO_REPLY_ATTEMPTS, rows=10
    ),
    TaskKind.FORWARD: Handling(outbox.forward, OUTBOX, 5 * MINUTE, rows=10),
    TaskKind.ACTIVATE: Handling(
        launch.finish, LONG, MINUTE, then="plan_day", report_fault=launch.report_fault
    ),
    TaskKind.ADD_AUDIENCE: Handling(long_tasks.add_audience, LONG, MINUTE),
    TaskKind.IMPORT_CONTACTS: Handling(long_tasks.import_contacts, LONG, import_tasks.LEASE),
    TaskKind.BULK_ACTION: Handling(long_tasks.do_bulk_action, LONG, MINUTE),
    TaskKind.SYNC_TEMPLATES: Handling(sync_templates.sync_requested, LONG, 5 * MINUTE, 1),
    TaskKind.COUNT_CONTACTS: Handling(long_tasks.count_contacts, LONG, MINUTE),
}
