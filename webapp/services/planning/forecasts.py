"""When a draft would be sent, with the active campaigns."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from webapp import clock
from webapp.domain.planning.what_if import Changes
from webapp.models import Campaign
from webapp.queries.planning import schedules
from webapp.services.planning import replanning


class ForecastDay(NamedTuple):
    """A day on which a draft would be sent: its recipients, and those of other campaigns."""

    day: date
    recipients: int
    others: int


@dataclass(frozen=True)
class Forecast:
    """When a draft would be sent, if it were activated now; within this limit, if there is one."""

    days: list[ForecastDay]
    limit: int | None
    recipients: int = 0  # in all

    @property
    def first_day(self) -> date | None:
        return self.days[0].day if self.days else None

    @property
    def last_day(self) -> date | None:
        return self.days[-1].day if self.days else None

    @property
    def left(self) -> int:
        """Return how many recipients have no day left before the campaign ends."""
        return self.recipients - sum(day.recipients for day in self.days)

    @property
    def most(self) -> int:
        """Return the length of a full bar: the limit, or the busiest day if that is more."""
        return max([self.limit or 0, *(day.recipients + day.others for day in self.days)])


def for_draft(
    campaign: Campaign, recipients: int, changes: Changes = replanning.NO_CHANGES
) -> Forecast:
    """Plan the draft together with the portfolio's active campaigns; writes nothing."""
    portfolio = campaign.sender.portfolio
    campaigns = [*schedules.active_campaigns(portfolio), campaign]
    drafts = {campaign.id: recipients}
    shares = replanning.forecast(portfolio, campaigns, clock.now(), drafts, changes)
    by_day: Counter[date] = Counter()
    for share in shares:
        by_day[share.day] += share.size
    days = [
        ForecastDay(share.day, share.size, by_day[share.day] - share.size)
        for share in shares
        if share.campaign_id == campaign.id
    ]
    limit = changes.messaging_limit
    within = portfolio.quota if limit is None else limit - portfolio.reserve
    return Forecast(days, within, recipients)
