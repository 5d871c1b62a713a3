"""Applying the bodies that the webhook stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import text

from webapp.domain.messages import Message, coded
from webapp.domain.webhook.events import (
    Event,
    IdentityChanged,
    NotUsed,
    PlatformEvent,
    Receipt,
    Reply,
    Unknown,
    UserAction,
)
from webapp.extensions import db
from webapp.models import TaskKind
from webapp.services.background import tasks
from webapp.services.background.bisecting import apply_bisecting
from webapp.services.webhook import (
    forwarding,
    inbox_bodies,
    parked_receipts,
    receipts,
    replies,
    unused_items,
    user_actions,
)
from webapp.services.webhook.inbox_bodies import Faults, StoredBody
from webapp.whatsapp import payloads

#: Events that are forwarded to another system, which replies to customers.
FORWARDED = (Reply, IdentityChanged)

#: Give up on locks early: PostgreSQL looks for deadlocks after a second and then ends one of the
#: two, which might be a worker that has just sent and would lose the outcome.
_SET_LOCK_TIMEOUT = text("SET LOCAL lock_timeout = '700ms'")


def drain() -> int:
    """Apply the oldest waiting bodies; return how many there were.

    Several workers may drain at once: each locks different bodies. Raises OperationalError if
    another transaction holds a lock too long; try again, nothing is lost.
    """
    db.session.execute(_SET_LOCK_TIMEOUT)
    bodies = inbox_bodies.lock_oldest()
    if bodies:
        inbox_bodies.mark_drained(bodies, *_apply(bodies))
    return len(bodies)


def drain_parked() -> int:
    """Apply the parked receipts that are due for another attempt; return how many there were."""
    db.session.execute(_SET_LOCK_TIMEOUT)
    due = parked_receipts.lock_due()
    origin = {id(receipt): key for key, receipt in due.items()}
    unmatched, failed = apply_bisecting(list(due.values()), receipts.apply)
    remaining = {origin[id(receipt)] for part in unmatched for receipt in part}
    remaining |= {origin[id(receipt)] for receipt, _ in failed}
    matched = [key for key in due if key not in remaining]
    parked_receipts.update_after_attempt(matched, list(remaining))
    return len(due)


def _apply(bodies: Mapping[int, StoredBody]) -> tuple[Faults, Faults]:
    """Apply all events; return by body what is unknown, and what could not be applied."""
    origin: dict[int, int] = {}
    events: list[Event] = []
    for event_id, body in bodies.items():
        body_events = _read(body)
        events += body_events
        origin.update(dict.fromkeys(map(id, body_events), event_id))
    unknown: dict[int, list[Message]] = defaultdict(list)
    failed: dict[int, list[Message]] = defaultdict(list)
    for event in events:
        if isinstance(event, Unknown):
            unknown[origin[id(event)]].append(event.reason)
    personal = [event for event in events if isinstance(event, replies.PERSONAL)]
    _, failed_personal = apply_bisecting(personal, replies.apply)
    reported = [event for event in events if isinstance(event, Receipt)]
    unmatched, failed_receipts = apply_bisecting(reported, receipts.apply)
    parked_receipts.park((origin[id(receipt)], receipt) for part in unmatched for receipt in part)
    from_platform = [event for event in events if isinstance(event, PlatformEvent)]
    _, failed_platform = apply_bisecting(from_platform, _store_platform_events)
    actions = [event for event in events if isinstance(event, UserAction)]
    _, failed_actions = apply_bisecting(actions, user_actions.store)
    unused_items.count((origin[id(event)], event) for event in events if type(event) is NotUsed)
    forwarded = {origin[id(event)] for event in personal if isinstance(event, FORWARDED)}
    forwarding.schedule(sorted(forwarded))
    for event, reason in (*failed_personal, *failed_receipts, *failed_platform, *failed_actions):
        failed[origin[id(event)]].append(coded("webhook.not_applied", fault=reason))
    return unknown, failed


def _read(body: StoredBody) -> list[Event]:
    """Return the events in a body; one that cannot be read becomes an unknown event."""
    try:
        return payloads.events(body.content, body.received_at)
    except Exception as fault:
        return [Unknown(coded("webhook.unreadable", fault=type(fault).__name__), None)]


def _store_platform_events(events: Iterable[PlatformEvent]) -> None:
    tasks.add_all(
        TaskKind.PLATFORM_EVENT,
        (
            {
                "field": event.field,
                "waba_id": event.waba_id,
                "at": event.at.isoformat(),
                "value": dict(event.value),
            }
            for event in events
        ),
    )
