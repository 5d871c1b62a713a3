"""The daily process: reopen, cut, enqueue, complete. The tick, the command and the API run it."""

from collections.abc import Sequence
from datetime import datetime

from webapp import queues
from webapp.extensions import db
from webapp.services.campaigns import lifecycle, reopening
from webapp.services.planning import batches, batching
from webapp.services.planning.allocation import Cut


def process(now: datetime) -> Sequence[Cut]:
    """Cut the batches that are due and give them to the workers; return them. Commits.

    Before, campaigns are reopened in which someone waits again; after, those are completed in
    which nobody is left. Safe to run at any time and twice at once: a run that was missed is
    made up by the next.
    """
    reopening.reopen(now)
    cuts = cut(now)
    batches.finish(now)
    lifecycle.complete()
    db.session.commit()
    return cuts


def cut(now: datetime) -> Sequence[Cut]:
    """Cut the batches that are due and give them to the workers, and nothing else. Commits."""
    cuts = batching.cut_due(now)
    for one in cuts:
        queues.enqueue_batches(one.batch_ids)
    return cuts
