"""From which day to which campaigns send."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from webapp.extensions import db
from webapp.models import Batch


class Span(NamedTuple):
    """The days on which a campaign has sent or will send, by its plan."""

    days: int = 0
    first: date | None = None
    last: date | None = None

    def a_day(self, people: int) -> int:
        """Answer how many people that is on each of the days."""
        return round(people / self.days) if self.days else 0


def of(campaign_id: uuid.UUID) -> Span:
    """Answer the span of one campaign."""
    return of_many([campaign_id])[campaign_id]


def of_many(campaign_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Span]:
    """Answer the span of each campaign, in one statement."""
    wanted = list(campaign_ids)
    rows = db.session.execute(
        select(
            Batch.campaign_id,
            func.count(Batch.send_date.distinct()),
            func.min(Batch.send_date),
            func.max(Batch.send_date),
        )
        .where(Batch.campaign_id.in_(wanted))
        .group_by(Batch.campaign_id)
    )
    found = {key: Span(days, first, last) for key, days, first, last in rows}
    return dict.fromkeys(wanted, Span()) | found
