"""How each kind of background task is done."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from jobs import outbox
from webapp.models import TaskKind
from webapp.services.background.claims import Claim

#: Does the task, in a transaction that the caller commits with the task's end. What it returns is
#: kept as the task's result; a task without one is deleted.
Handler = Callable[[Claim], Mapping[str, Any] | None]


class Handling(NamedTuple):
    """How a kind is done, and how often it is tried."""

    handler: Handler
    job: str  # the RQ job that does it; `queues.JOBS` has its queue
    attempts: int
    lease: timedelta  # longer than a claim with all of its rows takes
    rows: int = 1  # of one claim


OUTBOX = "deliver_outbox"
MINUTE = timedelta(minutes=1)

REGISTRY: dict[str, Handling] = {
    TaskKind.REFUSAL: Handling(outbox.apply_refusal, OUTBOX, outbox.ATTEMPTS, 2 * MINUTE, 500),
    TaskKind.PLATFORM_EVENT: Handling(
        outbox.apply_platform_event, OUTBOX, outbox.ATTEMPTS, 2 * MINUTE, 500
    ),
    TaskKind.ADOPT_REPLIES: Handling(
        outbox.adopt_replies, OUTBOX, outbox.ATTEMPTS, 2 * MINUTE, 500
    ),
    TaskKind.AUTO_REPLY: Handling(outbox.send_auto_reply, OUTBOX, outbox.ATTEMPTS, 5 * MINUTE, 10),
    TaskKind.FORWARD: Handling(outbox.forward, OUTBOX, outbox.ATTEMPTS, 5 * MINUTE, 10),
}
