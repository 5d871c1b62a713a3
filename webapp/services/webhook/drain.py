"""Understanding what the webhook took in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import text

from webapp import clock
from webapp.domain.translatable import N_
from webapp.domain.webhook.events import (
    Event,
    NumberChanged,
    PlatformEvent,
    Receipt,
    Reply,
    Unknown,
)
from webapp.extensions import db
from webapp.models import TaskKind
from webapp.services.background import bisecting, tasks
from webapp.services.webhook import forwarding, inbox_bodies, parked_receipts, receipts, replies
from webapp.services.webhook.inbox_bodies import Faults
from webapp.whatsapp import payloads

#: What another system that answers customers wants to know.
INBOUND = (Reply, NumberChanged)

#: We give way: PostgreSQL looks for deadlocks after a second, and then ends whoever looks first,
#: which might be a worker that has just sent and would lose what came of it.
_GIVE_WAY = text("SET LOCAL lock_timeout = '700ms'")


def drain() -> int:
    """Apply the oldest waiting bodies, and answer how many there were.

    Several workers may drain at once: each takes bodies that no other has. Raises
    OperationalError where someone else holds what we need; nothing is lost by trying again.
    """
    db.session.execute(_GIVE_WAY)
    bodies = inbox_bodies.take()
    if bodies:
        inbox_bodies.settle(bodies, *_apply(bodies))
    return len(bodies)


def drain_parked() -> int:
    """Try the parked receipts that are due once more, and answer how many there were."""
    db.session.execute(_GIVE_WAY)
    due = parked_receipts.take_due()
    origin = {id(receipt): key for key, receipt in due.items()}
    unmatched, faulty = bisecting.apply(list(due.values()), receipts.apply)
    still = {origin[id(one)] for part in unmatched for one in part}
    still |= {origin[id(one)] for one, _ in faulty}
    parked_receipts.settle([key for key in due if key not in still], list(still))
    return len(due)


def _apply(bodies: Mapping[int, bytes]) -> tuple[Faults, Faults]:
    """Apply all items; answer by body what is not understood, and what could not be applied."""
    origin: dict[int, int] = {}
    told: list[Event] = []
    for event_id, body in bodies.items():
        items = _read(body)
        told += items
        origin.update(dict.fromkeys(map(id, items), event_id))
    unknown: dict[int, list[str]] = defaultdict(list)
    failed: dict[int, list[str]] = defaultdict(list)
    for item in told:
        if isinstance(item, Unknown):
            unknown[origin[id(item)]].append(item.reason)
    spoken = [item for item in told if isinstance(item, replies.PERSONAL)]
    _, bad_words = bisecting.apply(spoken, replies.apply)
    given = [item for item in told if isinstance(item, Receipt)]
    unmatched, bad_receipts = bisecting.apply(given, receipts.apply)
    parked_receipts.park((origin[id(one)], one) for part in unmatched for one in part)
    news = [item for item in told if isinstance(item, PlatformEvent)]
    _, bad_news = bisecting.apply(news, _keep_news)
    forwarding.keep(sorted({origin[id(item)] for item in spoken if isinstance(item, INBOUND)}))
    for item, reason in (*bad_words, *bad_receipts, *bad_news):
        failed[origin[id(item)]].append(reason)
    return unknown, failed


def _read(body: bytes) -> list[Event]:
    """Read a body; one that even the reader stumbles over is shown, and blocks nobody."""
    try:
        return payloads.events(body)
    except Exception as fault:
        return [Unknown(N_("It can't be read: %(fault)s.", fault=type(fault).__name__), None)]


def _keep_news(news: Iterable[PlatformEvent]) -> None:
    now = clock.now()
    tasks.add_all(
        TaskKind.PLATFORM_EVENT,
        (
            {
                "field": one.field,
                "waba_id": one.waba_id,
                "at": (one.at or now).isoformat(),
                "value": dict(one.value),
            }
            for one in news
        ),
    )
