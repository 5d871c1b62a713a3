"""The tick that cuts what is due."""

from webapp import clock, queues
from webapp.extensions import db
from webapp.services import batches, campaigns, cutting, reopening


def plan_day() -> None:
    """Cut the batches that are due and give them to the workers; complete what is through.

    Safe to run at any time and twice at once: a tick that was missed is made up by the next.
    """
    now = clock.now()
    reopening.reopen(now)
    for cut in cutting.cut_due(now):
        queues.enqueue_batches(cut.batch_ids)
    batches.finish(now)
    campaigns.complete()
    db.session.commit()
