"""Cutting what is due now, and giving it to the workers."""

from typing import Any

from flask import Blueprint

from webapp import clock
from webapp.api.shell import bodies
from webapp.services.campaigns import daily

bp = Blueprint("daily", __name__)


@bp.post("/process-daily")
def process() -> dict[str, Any]:
    """Run the daily process; safe to call any number of times."""
    bodies.body({})
    cuts = daily.process(clock.now())
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
