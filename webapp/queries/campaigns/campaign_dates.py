"""The first and the last day on which campaigns send."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from webapp.extensions import db
from webapp.models import Batch


class CampaignDates(NamedTuple):
    """The days on which a campaign has sent or will send, by its plan."""

    days: int = 0
    first: date | None = None
    last: date | None = None

    def per_day(self, recipients: int) -> int:
        """Return the average number of recipients on each of the days."""
        return round(recipients / self.days) if self.days else 0


def for_campaign(campaign_id: uuid.UUID) -> CampaignDates:
    """Return the dates of one campaign."""
    return for_campaigns([campaign_id])[campaign_id]


def for_campaigns(campaign_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, CampaignDates]:
    """Return the dates of each campaign, in one statement."""
    ids = list(campaign_ids)
    rows = db.session.execute(
        select(
            Batch.campaign_id,
            func.count(Batch.send_date.distinct()),
            func.min(Batch.send_date),
            func.max(Batch.send_date),
        )
        .where(Batch.campaign_id.in_(ids))
        .group_by(Batch.campaign_id)
    )
    dates = {key: CampaignDates(days, first, last) for key, days, first, last in rows}
    return dict.fromkeys(ids, CampaignDates()) | dates
