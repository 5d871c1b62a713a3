"""The steps in a campaign's life: activate, pause, resume, cancel; and a wave cut short."""

import uuid
from typing import Any

from flask import Blueprint, url_for

from webapp import queues
from webapp.api.campaigns.campaigns import get_campaign, show_one
from webapp.api.shell import access, bodies, field_types, serializers
from webapp.api.shell.schemas import Field
from webapp.domain.campaigns.status import PauseReason
from webapp.extensions import db
from webapp.queries.campaigns import campaign_dates, statistics
from webapp.services.campaigns import launch, lifecycle
from webapp.services.sending import canary_review

bp = Blueprint("steps", __name__, url_prefix="/campaigns/<uuid:campaign_id>")

START = {
    "start_date": Field(field_types.day(), "First day; without it the campaign's own, or today.")
}


@bp.post("/activate")
def activate(campaign_id: uuid.UUID) -> Any:
    """Freeze the message and plan the days; what is due now is sent at once.

    A worker adds a large audience, while the program asks after the task.
    """
    asked, given = bodies.query(START), bodies.body(START)
    campaign = get_campaign(campaign_id)
    start = asked["start_date"] or given["start_date"]
    task = launch.begin(campaign, access.actor(), start)
    db.session.commit()
    if task:
        queues.enqueue_task(task.id)
        location = url_for("api.tasks.show", task_id=task.id)
        return {"task_id": str(task.id)}, 202, {"Location": location}
    queues.enqueue_best_effort("plan_day")
    span = campaign_dates.for_campaign(campaign.id)
    return {
        **show_one(campaign),
        "total": statistics.for_campaign(campaign.id).total,
        "estimated_days": span.days,
        "estimated_completion_date": serializers.day(span.last),
        "first_send_date": serializers.day(span.first),
    }


@bp.post("/pause")
def pause(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Stop writing to people, within seconds."""
    bodies.body({})
    campaign = get_campaign(campaign_id)
    lifecycle.pause(campaign, PauseReason.PERSON, access.actor())
    db.session.commit()
    return show_one(campaign)


@bp.post("/resume")
def resume(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Go on writing to people."""
    bodies.body({})
    campaign = get_campaign(campaign_id)
    lifecycle.resume(campaign, access.actor())
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    return show_one(campaign)


@bp.post("/cancel")
def cancel(campaign_id: uuid.UUID) -> dict[str, Any]:
    """End the campaign for good."""
    bodies.body({})
    campaign = get_campaign(campaign_id)
    lifecycle.cancel(campaign, access.actor())
    db.session.commit()
    return show_one(campaign)


@bp.post("/release")
def release_rest(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Wait for the outcomes of a first wave no longer."""
    bodies.body({})
    campaign = get_campaign(campaign_id)
    canary_review.release(campaign, access.actor())
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    return show_one(campaign)
