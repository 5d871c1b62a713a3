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
from webapp.services.campaigns import changes as campaign_changes
from webapp.services.campaigns import drafts

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")

Answer = dict[str, Any] | tuple[dict[str, Any], int] | tuple[dict[str, Any], int, dict[str, str]]

LISTING = {
    "status": Field(field_types.one_of(CampaignStatus), "Only campaigns of this status."),
    "limit": Field(field_types.digits(1, 200), "Campaigns on a page.", default=50),
    "cursor": Field(cursors.MOMENT, "next_cursor of the page before."),
}


@bp.post("")
def create() -> Answer:
    """Make a draft."""
    given = attributes(bodies.body(CAMPAIGN))
    timezone = current_app.config["TIMEZONE"]
    campaign = drafts.create(uuid.uuid4(), given, timezone, access.actor())
    db.session.commit()
    location = url_for("api.campaigns.show", campaign_id=campaign.id)
    return show_one(campaign), 201, {"Location": location}


@bp.get("")
def index() -> Answer:
    """List campaigns, the newest first."""
    asked = bodies.query(LISTING)
    page = campaigns_query.page(asked["status"], after=asked["cursor"], limit=asked["limit"])
    following = cursors.write(*page.next_cursor) if page.next_cursor else None
    return {"campaigns": show_all(page.campaigns), "next_cursor": following}


@bp.get("/<uuid:campaign_id>")
def show(campaign_id: uuid.UUID) -> Answer:
    """Show one campaign."""
    return show_one(get_campaign(campaign_id))


@bp.patch("/<uuid:campaign_id>")
def change(campaign_id: uuid.UUID) -> Answer:
    """Change a draft; of a campaign that has begun, what does not touch the message."""
    campaign = get_campaign(campaign_id)
    changes = attributes(bodies.body(CAMPAIGN, changes=True), campaign)
    if changes:
        campaign_changes.change(campaign, changes, access.actor())
        db.session.commit()
    return show_one(campaign)


@bp.delete("/<uuid:campaign_id>")
def delete(campaign_id: uuid.UUID) -> tuple[str, int]:
    """Delete a draft."""
    bodies.body({})
    drafts.delete(get_campaign(campaign_id), access.actor())
    db.session.commit()
    return "", 204


def get_campaign(campaign_id: uuid.UUID) -> Campaign:
    """Find the campaign; one message to one person is none. Raises NotFound."""
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is None or campaign.kind != CampaignKind.CAMPAIGN:
        raise NotFound(f"There is no campaign {campaign_id}.")
    return campaign


def show_one(campaign: Campaign) -> dict[str, Any]:
    return show_all([campaign])[0]


def show_all(found: Sequence[Campaign]) -> list[dict[str, Any]]:
    """Show campaigns with their statistics, in as many statements as for one."""
    keys = [campaign.id for campaign in found]
    counts, days, now = (
        statistics.for_campaigns(keys),
        campaign_dates.for_campaigns(keys),
        clock.now(),
    )
    return [
        serializers.campaign(one, counts[one.id], days[one.id], one.date_of(now)) for one in found
    ]
