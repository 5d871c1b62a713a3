"""Campaigns in an order that users choose, page by page."""

from sqlalchemy import Text, func, select
from sqlalchemy.orm import joinedload

from webapp.domain.campaigns.status import CampaignStatus
from webapp.models import Campaign, CampaignKind
from webapp.queries.campaigns.campaigns import matching
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

ORDERS = {
    "made": Order(Campaign.created_at, Campaign.id),
    "name": Order(func.lower(Campaign.name, type_=Text), Campaign.id),
    "priority": Order(Campaign.priority, Campaign.id),
}
NEWEST = "-made"


def page(
    status: CampaignStatus | None, search: str, place: Place, limit: int = 25
) -> Page[Campaign]:
    """Return a page of the campaigns."""
    statement = (
        select(Campaign)
        .options(joinedload(Campaign.message_template), joinedload(Campaign.sender))
        .where(Campaign.kind == CampaignKind.CAMPAIGN, *matching(status, search))
    )
    return keyset_pages.page(statement, place, limit)
