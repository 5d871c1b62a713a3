"""The tick that heals what a crash left behind."""

from webapp import clock, queues
from webapp.extensions import db
from webapp.services import batches, fence, fence_marks, recovery, room_ledger


def recover_claims() -> None:
    """Settle claims without an outcome, and enqueue batches again whose job has vanished.

    Let the database count on, so that an older copy of it is noticed.
    """
    now = clock.now()
    recovery.expire_claims(now)
    room_ledger.prune(now)
    lost = batches.silent(now)
    advanced = fence.advance(now)
    db.session.commit()
    if advanced:
        fence_marks.keep(*advanced)
    queues.enqueue_batches(queues.without_waiting(lost))
