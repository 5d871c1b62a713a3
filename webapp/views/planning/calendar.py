"""The calendar: the number of recipients per day and campaign."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import abort, current_app, render_template, request, url_for
from sqlalchemy import select

from webapp import clock
from webapp.domain.planning.month import Month
from webapp.extensions import db
from webapp.forms.campaigns.what_if import WhatIfForm
from webapp.models import Campaign, CampaignKind, Portfolio
from webapp.queries.planning import calendar, schedules
from webapp.queries.planning.calendar import Amount
from webapp.views.shell import charts


@dataclass(frozen=True)
class ShownMonth:
    """A month with the amounts of each day and the limit; None means no limit."""

    month: Month
    limit: int | None
    amounts: Sequence[Amount]
    #: The colour of each campaign, by id; the same in all months shown together.
    colours: dict[uuid.UUID | None, str] = field(default_factory=dict)

    @cached_property
    def days(self) -> dict[date, list[Amount]]:
        return {
            day: list(them) for day, them in groupby(self.amounts, key=lambda amount: amount.day)
        }

    @cached_property
    def most(self) -> int:
        """Return the maximum of a bar: the limit, or the busiest day if it is higher."""
        return max(self.limit or 0, *(total_recipients(them) for them in self.days.values()), 1)

    @property
    def is_above_limit(self) -> bool:
        """Return whether a day's amounts add up to more than the limit."""
        return self.limit is not None and self.most > self.limit

    @cached_property
    def names(self) -> dict[uuid.UUID | None, str]:
        """Return the names of the month's campaigns, by id."""
        return {amount.campaign_id: amount.name for amount in self.amounts}


def total_recipients(amounts: Iterable[Amount]) -> int:
    """Return the total number of recipients of the amounts."""
    return sum(amount.recipients for amount in amounts)


def show() -> str:
    """Show a month for one portfolio."""
    portfolios = db.session.scalars(select(Portfolio).order_by(Portfolio.id)).all()
    portfolio = chosen_portfolio(portfolios)
    month, today = chosen_month(), here_today()
    amounts = calendar.amounts(portfolio, month.first, month.last) if portfolio else []
    limit = portfolio.quota if portfolio else None
    shown = ShownMonth(
        month, limit, amounts, charts.campaign_colours(amount.campaign_id for amount in amounts)
    )
    return render_template(
        "calendar/show.html",
        portfolios=portfolios,
        portfolio=portfolio,
        shown=shown,
        addresses={key: url_for("campaigns.show", campaign_id=key) for key in shown.names if key},
        today=today,
        total_recipients=total_recipients,
        form=WhatIfForm(_running(portfolio)),
    )


def _running(portfolio: Portfolio | None) -> list[Campaign]:
    """Return the campaigns whose priority can be changed in the what-if."""
    active = schedules.active_campaigns(portfolio) if portfolio else []
    return [campaign for campaign in active if campaign.kind == CampaignKind.CAMPAIGN]


def here_today() -> date:
    """Return the current date in the installation's time zone."""
    return clock.today(ZoneInfo(current_app.config["TIMEZONE"]))


def chosen_month() -> Month:
    """Return the requested month, by default the current one; raise 404 if it is invalid."""
    requested = request.args.get("month")
    if not requested:
        return Month.containing(here_today())
    return Month.parse(requested) or abort(404)


def chosen_portfolio(portfolios: Sequence[Portfolio]) -> Portfolio | None:
    """Return the requested portfolio, by default the first."""
    requested = request.args.get("portfolio")
    if not requested:
        return portfolios[0] if portfolios else None
    return next(
        (portfolio for portfolio in portfolios if str(portfolio.id) == requested), None
    ) or abort(404)
