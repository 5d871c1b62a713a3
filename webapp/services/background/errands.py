"""What is to be done because of what WhatsApp told us: kept until it is done."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Errand, ErrandKind

#: A try that came to nothing is repeated after 15 s, 1 min, 4 min, ... and not for ever.
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
MAX_TRIES = 12
#: A worker that takes an errand has it for itself for so long.
LEASE = timedelta(minutes=2)


def keep(kind: ErrandKind, details: Iterable[Mapping[str, Any]]) -> None:
    """Keep errands of one kind, in the transaction of whatever asks for them."""
    now = clock.now()
    rows = [
        {"kind": kind, "details": dict(one), "tries": 0, "next_try_at": now, "created_at": now}
        for one in details
    ]
    if rows:
        db.session.execute(insert(Errand), rows)


def take(kinds: Iterable[ErrandKind]) -> Errand | None:
    """Take the oldest errand of these kinds that is due; None when there is none.

    The caller commits: from then on it has the errand for as long as the lease lasts.
    """
    now = clock.now()
    errand = db.session.scalar(
        select(Errand)
        .where(
            Errand.given_up_at.is_(None),
            Errand.next_try_at <= now,
            Errand.kind.in_([kind.value for kind in kinds]),
        )
        .order_by(Errand.next_try_at, Errand.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if errand:
        errand.tries += 1
        errand.next_try_at = now + LEASE
    return errand


def any_due() -> bool:
    """Answer whether something is to be done now."""
    due = select(Errand.id).where(Errand.given_up_at.is_(None), Errand.next_try_at <= clock.now())
    return db.session.scalar(due.limit(1)) is not None


def done(errand: Errand) -> None:
    """Forget an errand that has been done, or need not be done any more."""
    db.session.delete(errand)


def renew(kind: ErrandKind, details: Mapping[str, Any], tries: int) -> None:
    """Keep an errand again that was given up before it was known that nothing came of it."""
    if tries < MAX_TRIES:
        now = clock.now()
        given = Errand(
            kind=kind, details=dict(details), tries=tries, next_try_at=now + _wait(tries)
        )
        db.session.add(given)


def postpone(errand: Errand, fault: str) -> None:
    """Try again later, and say why; after too many tries give it up."""
    now = clock.now()
    errand.fault, errand.next_try_at = fault, now + _wait(errand.tries)
    if errand.tries >= MAX_TRIES:
        errand.given_up_at = now


def _wait(tries: int) -> timedelta:
    return min(FIRST_WAIT * int(4 ** min(tries - 1, 6)), LONGEST_WAIT)
