"""The results of a campaign: statistics, analytics by day, the schedule."""

import uuid
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Blueprint

from webapp.api.campaigns.campaigns import get_campaign
from webapp.api.shell import serializers
from webapp.models import Batch, BatchStatus
from webapp.queries.campaigns import campaign_dates, statistics
from webapp.queries.campaigns.statistics import Day, percentage
from webapp.queries.planning import schedules

bp = Blueprint("results", __name__, url_prefix="/campaigns/<uuid:campaign_id>")


@bp.get("/stats")
def stats(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Return the number of recipients by status; `sent` is every message WhatsApp accepted."""
    campaign = get_campaign(campaign_id)
    counts = statistics.for_campaign(campaign.id)
    span = campaign_dates.for_campaign(campaign.id)
    return {
        "id": str(campaign.id),
        "status": campaign.status,
        "total": counts.total,
        **{status.value: count for status, count in counts.counts.items()},
        "sent": counts.sent,
        "delivered": counts.delivered,
        "read": counts.read,
        "waiting": counts.waiting,
        "progress_percentage": counts.progress_percentage,
        "delivery_rate": counts.delivery_rate,
        "read_rate": counts.read_rate,
        "first_send_date": serializers.iso_date(span.first),
        "estimated_completion_date": serializers.estimated_completion_date(campaign, span),
    }


@bp.get("/analytics")
def analytics(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Return a row for each day in the campaign's time zone."""
    campaign = get_campaign(campaign_id)
    days = statistics.by_day([campaign.id])
    return {"id": str(campaign.id), "timezone": campaign.timezone, "days": [*map(_row, days)]}


@bp.get("/schedule")
def schedule(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Return the plan for each day, with the results so far."""
    campaign = get_campaign(campaign_id)
    outcomes = {result.day: result for result in statistics.by_day([campaign.id])}
    days = groupby(schedules.batches(campaign.id), attrgetter("send_date"))
    return {
        "id": str(campaign.id),
        "timezone": campaign.timezone,
        "days": [_day(list(batches), outcomes.get(on, Day(on))) for on, batches in days],
    }


def _row(day: Day) -> dict[str, Any]:
    return {
        "date": serializers.iso_date(day.day),
        "sent": day.sent,
        "delivered": day.delivered,
        "read": day.read,
        "failed": day.failed,
        "opted_out": day.opted_out,
        "delivery_rate": percentage(day.delivered, day.sent),
        "read_rate": percentage(day.read, day.delivered),
    }


def _day(batches: list[Batch], outcome: Day) -> dict[str, Any]:
    planned = [batch.batch_size for batch in batches if batch.status == BatchStatus.PLANNED]
    taken = [batch.batch_size for batch in batches if batch.status != BatchStatus.PLANNED]
    return {
        "send_date": serializers.iso_date(outcome.day),
        "recipients": sum(planned) + sum(taken),
        "planned": sum(planned),
        "taken": sum(taken),
        "sent": outcome.sent,
        "delivered": outcome.delivered,
        "read": outcome.read,
        "failed": outcome.failed,
        "batches": [
            {
                "batch_number": batch.batch_number,
                "batch_size": batch.batch_size,
                "status": batch.status,
                "queued_at": serializers.timestamp(batch.queued_at),
                "done_at": serializers.timestamp(batch.done_at),
            }
            for batch in batches
        ],
    }
