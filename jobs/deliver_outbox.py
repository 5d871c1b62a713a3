"""Delivering the outbox: the side effects of what WhatsApp sent us."""

from collections.abc import Iterable

from jobs.outbox import OtherSideAwayError
from jobs.registry import REGISTRY
from jobs.running import run
from webapp import clock
from webapp.extensions import db
from webapp.models import OUTBOX_KINDS, TaskKind
from webapp.services.background import claims
from webapp.services.operations import restore_guard

#: The kinds that need only our own database.
LOCAL = (
    *(TaskKind.REFUSAL, TaskKind.PLATFORM_EVENT),
    *(TaskKind.MERGE_CONTACTS, TaskKind.ADOPT_REPLIES),
)


def deliver_outbox() -> None:
    """Deliver what is due. Safe to run twice at once, and to be killed at any point.

    An older copy of the database sends no replies: they may have been sent already.
    """
    may_send = restore_guard.holds(clock.now())
    db.session.commit()
    deliver(kind for kind in OUTBOX_KINDS if may_send or kind != TaskKind.AUTO_REPLY)


def deliver(kinds: Iterable[TaskKind]) -> None:
    """Deliver the due tasks of these kinds; a task that fails does not stop the others."""
    kinds = list(kinds)
    if claims.is_any_due(kinds):
        for kind in kinds:
            while _deliver_some(kind):
                pass
    db.session.commit()


def _deliver_some(kind: TaskKind) -> bool:
    """Deliver the oldest tasks of the kind; return False if there are no more or it must wait."""
    handling = REGISTRY[kind]
    group = claims.claim(kind, handling.lease, handling.rows)
    db.session.commit()
    for number, claim in enumerate(group, 1):
        if isinstance(run(claim), OtherSideAwayError):
            for waiting in group[number:]:
                claims.release(waiting)
            db.session.commit()
            return False
    return bool(group)
