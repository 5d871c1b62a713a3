"""How many recipients the campaigns of a portfolio have and will have on each day."""

import uuid
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select

from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, Portfolio, Sender


class Amount(NamedTuple):
    """How many recipients one campaign has on a day; single messages have no campaign."""

    day: date
    campaign_id: uuid.UUID | None
    name: str
    recipients: int


def amounts(portfolio: Portfolio, first: date, last: date) -> list[Amount]:
    """Return the allocated and planned recipients from the first to the last day, day by day.

    On each day the first priorities come first; all single messages of a day are one amount.
    """
    is_campaign = Campaign.kind == CampaignKind.CAMPAIGN
    campaign_id = case((is_campaign, Campaign.id)).label("shown_id")
    name = case((is_campaign, Campaign.name), else_="").label("shown_name")
    recipients = func.sum(Batch.batch_size)
    rows = db.session.execute(
        select(Batch.send_date, campaign_id, name, recipients)
        .join(Campaign, Batch.campaign_id == Campaign.id)
        .join(Sender, Campaign.sender_id == Sender.id)
        .where(
            Sender.portfolio_id == portfolio.id,
            Batch.send_date.between(first, last),
            Batch.batch_size > 0,
        )
        .group_by(Batch.send_date, campaign_id, name)
        .order_by(Batch.send_date, func.min(Campaign.priority), name)
    )
    return [Amount(day, key, called, int(count)) for day, key, called, count in rows]
