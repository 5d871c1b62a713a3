"""The tick that heals what a crash left behind."""

from webapp import clock, queues
from webapp.extensions import db
from webapp.services import batches, recovery, room_ledger


def recover_claims() -> None:
    """Settle claims without an outcome, and enqueue batches again whose job has vanished."""
    now = clock.now()
    recovery.expire_claims(now)
    room_ledger.prune(now)
    lost = batches.silent(now)
    db.session.commit()
    queues.enqueue_batches(queues.without_waiting(lost))
