"""The webhook's inbox: keep what comes, understand it later."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, Row, any_, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from webapp import clock
from webapp.domain.events import Event, NumberChanged, PlatformEvent, Receipt, Reply, Unknown
from webapp.extensions import db
from webapp.models import ErrandKind, WebhookEvent
from webapp.services import errands, forwarding, isolation, parked_receipts, receipts, replies
from webapp.whatsapp import payloads

#: Bodies in one transaction, and their bytes: each may hold up to 1,000 updates, and a worker
#: that sends waits as long as we hold the recipients it wants to write to.
AT_ONCE = 500
BYTES_AT_ONCE = 600_000
#: A body of which something could not be applied is tried again after 1 and 8 minutes, and then
#: set aside with its fault.
TRIES = 3
FIRST_WAIT = timedelta(minutes=1)

#: We give way: PostgreSQL looks for deadlocks after a second, and then ends whoever looks first,
#: which might be a worker that has just sent and would lose what came of it.
#: What another system that answers customers wants to know.
INBOUND = (Reply, NumberChanged)

_GIVE_WAY = text("SET LOCAL lock_timeout = '700ms'")


def keep(body: bytes) -> None:
    """Store a signed body as it came; the same body again is stored once."""
    db.session.execute(
        insert(WebhookEvent)
        .values(digest=hashlib.sha256(body).digest(), body=body, received_at=clock.now())
        .on_conflict_do_nothing(index_elements=["digest"])
    )


def drain() -> int:
    """Apply the oldest waiting bodies, and answer how many there were.

    Several workers may drain at once: each takes bodies that no other has. Raises
    OperationalError where someone else holds what we need; nothing is lost by trying again.
    """
    db.session.execute(_GIVE_WAY)
    bodies = _take()
    if bodies:
        _settle(bodies, *_apply(bodies))
    return len(bodies)


def drain_parked() -> int:
    """Try the parked receipts that are due once more, and answer how many there were."""
    db.session.execute(_GIVE_WAY)
    due = parked_receipts.take_due()
    origin = {id(receipt): key for key, receipt in due.items()}
    unmatched, faulty = isolation.apply(list(due.values()), receipts.apply)
    still = {origin[id(one)] for part in unmatched for one in part}
    still |= {origin[id(one)] for one, _ in faulty}
    parked_receipts.settle([key for key in due if key not in still], list(still))
    return len(due)


def _take() -> Mapping[int, bytes]:
    """Lock the oldest waiting bodies, not too much at once, and read them."""
    with db.session.begin_nested() as look:
        waiting = _lock(AT_ONCE)
        count, size = 0, 0
        for _, length in waiting:
            size += length
            count += 1 if size <= BYTES_AT_ONCE or not count else 0
        if count < len(waiting):
            look.rollback()  # leaves the rest to other workers
    chosen = waiting if count == len(waiting) else _lock(count)
    ids = literal([event_id for event_id, _ in chosen], ARRAY(BigInteger))
    rows = db.session.execute(
        select(WebhookEvent.id, WebhookEvent.body)
        .where(WebhookEvent.id == any_(ids))
        .order_by(WebhookEvent.id)
    )
    return dict(rows.all())


def _lock(count: int) -> Sequence[Row[int, int]]:
    """Lock the oldest bodies that nobody else has; answer their ids and lengths."""
    return db.session.execute(
        select(WebhookEvent.id, func.octet_length(WebhookEvent.body))
        .where(
            WebhookEvent.drained_at.is_(None),
            or_(WebhookEvent.next_try_at.is_(None), WebhookEvent.next_try_at <= clock.now()),
        )
        .order_by(WebhookEvent.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    ).all()


Faults = Mapping[int, Sequence[str]]


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
    _, bad_words = isolation.apply(spoken, replies.apply)
    given = [item for item in told if isinstance(item, Receipt)]
    unmatched, bad_receipts = isolation.apply(given, receipts.apply)
    parked_receipts.park((origin[id(one)], one) for part in unmatched for one in part)
    news = [item for item in told if isinstance(item, PlatformEvent)]
    _, bad_news = isolation.apply(news, _keep_news)
    forwarding.keep(sorted({origin[id(item)] for item in spoken if isinstance(item, INBOUND)}))
    for item, reason in (*bad_words, *bad_receipts, *bad_news):
        failed[origin[id(item)]].append(reason)
    return unknown, failed


def _read(body: bytes) -> list[Event]:
    """Read a body; one that even the reader stumbles over is shown, and blocks nobody."""
    try:
        return payloads.events(body)
    except Exception as fault:
        return [Unknown(f"It can't be read: {type(fault).__name__}.", None)]


def _keep_news(news: Iterable[PlatformEvent]) -> None:
    now = clock.now()
    errands.keep(
        ErrandKind.PLATFORM,
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


def _settle(bodies: Mapping[int, bytes], unknown: Faults, failed: Faults) -> None:
    """Note that the bodies are drained; one of which something failed is tried again first."""
    now = clock.now()
    events = WebhookEvent
    clean = [event_id for event_id in bodies if event_id not in unknown and event_id not in failed]
    db.session.execute(
        update(events)
        .where(events.id == any_(literal(clean, ARRAY(BigInteger))))
        .values(drained_at=now, fault=None)
        .execution_options(synchronize_session=False)
    )
    for event_id in bodies.keys() - set(clean):
        fault = " ".join(dict.fromkeys([*unknown.get(event_id, ()), *failed.get(event_id, ())]))
        event = db.session.get_one(events, event_id)
        event.fault = fault[:2000]
        event.tries += 1
        if event_id in failed and event.tries < TRIES:
            event.next_try_at = now + FIRST_WAIT * 8 ** (event.tries - 1)
        else:
            event.drained_at = now
    db.session.flush()
