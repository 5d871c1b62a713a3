"""Campaigns in an order that people choose, page by page."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import joinedload

from webapp.domain.campaign_status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind
from webapp.queries.campaigns import matching


class Order(NamedTuple):
    """By what campaigns are sorted, from the first on; those alike by their ids."""

    by: ColumnElement[Any]
    is_descending: bool
    read: Callable[[str], Any]  # what a cursor carries
    write: Callable[[Any], str] = str


NEWEST = "newest"
ORDERS = {
    NEWEST: Order(Campaign.created_at.expression, True, datetime.fromisoformat, datetime.isoformat),
    "name": Order(func.lower(Campaign.name), False, str),
    "priority": Order(Campaign.priority.expression, False, int),
}


class Place(NamedTuple):
    """Where a page lies: behind the campaign with this cursor, or in front of it."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Page:
    """Campaigns, and the cursors behind and in front of which others lie."""

    campaigns: Sequence[Campaign]
    next_cursor: str | None
    previous_cursor: str | None


def page(
    sort: str, status: CampaignStatus | None, search: str, place: Place, limit: int = 25
) -> Page:
    """List a page of the campaigns in the order. Raises ValueError for a cursor that is none."""
    order, is_back = ORDERS[sort], bool(place.before)
    found = db.session.execute(_chosen(order, status, search, place).limit(limit + 1)).all()
    rows = [*found[:limit]][:: -1 if is_back else 1]
    cursors = [f"{order.write(key)}~{campaign.id}" for campaign, key in rows]
    has_more = len(found) > limit
    has_next = bool(rows) and (is_back or has_more)
    has_previous = bool(rows) and (has_more if is_back else bool(place.after))
    return Page(
        [campaign for campaign, _ in rows],
        cursors[-1] if has_next else None,
        cursors[0] if has_previous else None,
    )


def _chosen(order: Order, status: CampaignStatus | None, search: str, place: Place):  # type: ignore[no-untyped-def]
    """Select campaigns from the place on, or backwards from it, each with what it is sorted by."""
    chosen = (
        select(Campaign, order.by.label("key"))
        .options(joinedload(Campaign.message_template), joinedload(Campaign.sender))
        .where(Campaign.kind == CampaignKind.CAMPAIGN, *matching(status, search))
    )
    keys, is_back = tuple_(order.by, Campaign.id), bool(place.before)
    downwards = order.is_descending != is_back
    if cursor := place.before or place.after:
        key, _, campaign_id = cursor.rpartition("~")
        there = (order.read(key), uuid.UUID(campaign_id))
        chosen = chosen.where(keys < there if downwards else keys > there)
    columns = (order.by, Campaign.id)
    return chosen.order_by(*(one.desc() if downwards else one.asc() for one in columns))
