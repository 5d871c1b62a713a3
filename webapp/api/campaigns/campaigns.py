"""Campaigns: create, list, show, change, delete."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, url_for

from webapp import clock
from webapp.api.campaigns.fields import CAMPAIGN, attributes
from webapp.api.shell import access, bodies, cursors, field_types, serializers
from webapp.api.shell.schemas import Field
from webapp.domain.campaigns.status import CampaignStatus
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind
from webapp.queries.campaigns import campaign_dates, statistics
from webapp.queries.campaigns import campaigns as campaigns_query
from webapp.services.campaigns import changes, drafts

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")

Response = dict[str, Any] | tuple[dict[str, Any], int] | tuple[dict[str, Any], int, dict[str, str]]

LISTING = {
    "status": Field(field_types.one_of(CampaignStatus), "Only campaigns of this status."),
    "limit": Field(field_types.digits(1, 200), "Campaigns on a page.", default=50),
    "cursor": Field(cursors.TIME_AND_ID, "next_cursor of the page before."),
}


@bp.post("")
def create() -> Response:
    """Create a draft."""
    values = attributes(bodies.read_body(CAMPAIGN))
    timezone = current_app.config["TIMEZONE"]
    campaign = drafts.create(uuid.uuid4(), values, timezone, access.actor())
    db.session.commit()
    location = url_for("api.campaigns.show", campaign_id=campaign.id)
    return serialize(campaign), 201, {"Location": location}


@bp.get("")
def index() -> Response:
    """List campaigns, newest first."""
    params = bodies.read_query(LISTING)
    page = campaigns_query.page(params["status"], after=params["cursor"], limit=params["limit"])
    next_cursor = cursors.write(*page.next_cursor) if page.next_cursor else None
    return {"campaigns": serialize_all(page.campaigns), "next_cursor": next_cursor}


@bp.get("/<uuid:campaign_id>")
def show(campaign_id: uuid.UUID) -> Response:
    """Show one campaign."""
    return serialize(get_campaign(campaign_id))


@bp.patch("/<uuid:campaign_id>")
def change(campaign_id: uuid.UUID) -> Response:
    """Change a draft, or the fields of a started campaign that do not affect the message."""
    campaign = get_campaign(campaign_id)
    values = attributes(bodies.read_body(CAMPAIGN, changes=True), campaign)
    if values:
        changes.change(campaign, values, access.actor())
        db.session.commit()
    return serialize(campaign)


@bp.delete("/<uuid:campaign_id>")
def delete(campaign_id: uuid.UUID) -> tuple[str, int]:
    """Delete a draft."""
    bodies.read_body({})
    drafts.delete(get_campaign(campaign_id), access.actor())
    db.session.commit()
    return "", 204


def get_campaign(campaign_id: uuid.UUID) -> Campaign:
    """Return the campaign. Raise NotFound, also for a single message."""
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is None or campaign.kind != CampaignKind.CAMPAIGN:
        raise NotFound(f"There is no campaign {campaign_id}.")
    return campaign


def serialize(campaign: Campaign) -> dict[str, Any]:
    return serialize_all([campaign])[0]


def serialize_all(campaigns: Sequence[Campaign]) -> list[dict[str, Any]]:
    """Return campaigns with their statistics; the number of SQL statements is constant."""
    keys = [campaign.id for campaign in campaigns]
    counts, days, now = (
        statistics.for_campaigns(keys),
        campaign_dates.for_campaigns(keys),
        clock.now(),
    )
    return [
        serializers.campaign(
            campaign, counts[campaign.id], days[campaign.id], campaign.date_of(now)
        )
        for campaign in campaigns
    ]
