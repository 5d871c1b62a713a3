"""Activate, pause, resume or cancel a campaign; release the rest after the initial group."""

import uuid
from typing import Any

from flask import Blueprint, url_for

from webapp import queues
from webapp.api.campaigns.campaigns import get_campaign, serialize
from webapp.api.campaigns.fields import VARIABLES, sources
from webapp.api.shell import access, bodies, field_types, serializers
from webapp.api.shell.schemas import Field
from webapp.domain.campaigns.status import PauseReason
from webapp.extensions import db
from webapp.queries.campaigns import campaign_dates, statistics
from webapp.services.campaigns import launch, lifecycle, remapping
from webapp.services.sending import canary_review

bp = Blueprint("steps", __name__, url_prefix="/campaigns/<uuid:campaign_id>")

START = {
    "start_date": Field(field_types.day(), "First day; without it the campaign's own, or today.")
}

NEW_TEXT = {"variables": VARIABLES}


@bp.post("/activate")
def activate(campaign_id: uuid.UUID) -> Any:
    """Freeze the message, plan the days, and send immediately to recipients that are due.

    A large audience is added by a worker; the client polls the background task.
    """
    params, fields = bodies.read_query(START), bodies.read_body(START)
    campaign = get_campaign(campaign_id)
    start = params["start_date"] or fields["start_date"]
    task = launch.begin(campaign, access.actor(), start)
    db.session.commit()
    if task:
        queues.enqueue_task(task.id)
        location = url_for("api.tasks.show", task_id=task.id)
        return {"task_id": str(task.id)}, 202, {"Location": location}
    queues.enqueue_best_effort("plan_day")
    span = campaign_dates.for_campaign(campaign.id)
    return {
        **serialize(campaign),
        "total": statistics.for_campaign(campaign.id).total,
        "estimated_days": span.days,
        "estimated_completion_date": serializers.iso_date(span.last),
        "first_send_date": serializers.iso_date(span.first),
    }


@bp.post("/pause")
def pause(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Stop sending, within seconds."""
    bodies.read_body({})
    campaign = get_campaign(campaign_id)
    lifecycle.pause(campaign, PauseReason.PERSON, access.actor())
    db.session.commit()
    return serialize(campaign)


@bp.post("/resume")
def resume(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Resume sending."""
    bodies.read_body({})
    campaign = get_campaign(campaign_id)
    lifecycle.resume(campaign, access.actor())
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    return serialize(campaign)


@bp.post("/accept-text")
def accept_text(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Accept the template's new text, with values for its variables; then resume.

    Only for a campaign that paused because the text has changed at WhatsApp.
    """
    given = bodies.read_body(NEW_TEXT)
    campaign = get_campaign(campaign_id)
    template = campaign.message_template
    mapping = sources(given["variables"], template) if template else {}
    remapping.accept(campaign, mapping, access.actor())
    db.session.commit()
    return serialize(campaign)


@bp.post("/cancel")
def cancel(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Cancel the campaign permanently."""
    bodies.read_body({})
    campaign = get_campaign(campaign_id)
    lifecycle.cancel(campaign, access.actor())
    db.session.commit()
    return serialize(campaign)


@bp.post("/release")
def release_rest(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Send to the rest without waiting for the results of the initial group."""
    bodies.read_body({})
    campaign = get_campaign(campaign_id)
    canary_review.release(campaign, access.actor())
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    return serialize(campaign)
