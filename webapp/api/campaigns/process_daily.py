"""Allocate the recipients that are due now, and enqueue their batches."""

from typing import Any

from flask import Blueprint

from webapp import clock
from webapp.api.shell import bodies
from webapp.services.campaigns import daily

bp = Blueprint("daily", __name__)


@bp.post("/process-daily")
def process() -> dict[str, Any]:
    """Run the daily process; safe to call any number of times."""
    bodies.read_body({})
    allocations = daily.process(clock.now())
    return {
        "batches": sum(len(allocation.batch_ids) for allocation in allocations),
        "recipients": sum(allocation.recipients for allocation in allocations),
        "campaigns": [
            {
                "id": str(allocation.campaign_id),
                "batches": len(allocation.batch_ids),
                "recipients": allocation.recipients,
            }
            for allocation in allocations
        ],
    }
