"""The tick that repairs what a crash left behind."""

from webapp import clock, queues
from webapp.extensions import db
from webapp.services.operations import restore_guard, restore_markers
from webapp.services.planning import batches, quota_ledger
from webapp.services.sending import claims, marketing_holds


def recover_claims() -> None:
    """Expire claims without an outcome, and enqueue batches whose job was lost again.

    Advance the restore marker, so that an older copy of the database is noticed.
    """
    now = clock.now()
    claims.expire(now)
    quota_ledger.prune(now)
    marketing_holds.prune(now)
    lost = batches.reclaim_stalled(now)
    advanced = restore_guard.advance(now)
    db.session.commit()
    if advanced:
        restore_markers.keep(*advanced)
    queues.enqueue_batches(queues.without_waiting(lost))
