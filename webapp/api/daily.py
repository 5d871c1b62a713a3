"""Cutting what is due now, and giving it to the workers."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint

from webapp import clock, queues
from webapp.api import bodies
from webapp.services import cutting
from webapp.services.taking import Cut

bp = Blueprint("daily", __name__)


@bp.post("/process-daily")
def process() -> dict[str, Any]:
    """Cut and enqueue what is due; safe to call any number of times."""
    bodies.body({})
    cuts = cut_now()
    return {
        "batches": sum(len(cut.batch_ids) for cut in cuts),
        "recipients": sum(cut.people for cut in cuts),
        "campaigns": [
            {
                "id": str(cut.campaign_id),
                "batches": len(cut.batch_ids),
                "recipients": cut.people,
            }
            for cut in cuts
        ],
    }


def cut_now() -> Sequence[Cut]:
    """Cut what is due, and enqueue it."""
    cuts = cutting.cut_due(clock.now())
    for cut in cuts:
        queues.enqueue_batches(cut.batch_ids)
    return cuts
