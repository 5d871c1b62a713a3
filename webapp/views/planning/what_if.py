"""The calendar's what-if: both plans side by side. It stores nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import select

from webapp import clock
from webapp.domain.planning.month import Month
from webapp.domain.planning.plan import Share
from webapp.extensions import db
from webapp.forms.campaigns.what_if import WhatIfForm
from webapp.models import Campaign, CampaignKind, Portfolio
from webapp.queries.planning import schedules
from webapp.queries.planning.calendar import Amount
from webapp.services.planning import replanning
from webapp.views.planning.calendar import (
    ShownMonth,
    chosen_month,
    chosen_portfolio,
    here_today,
    total_recipients,
)
from webapp.views.shell import charts


@dataclass(frozen=True)
class Compared:
    """One campaign under both plans: its last day, and its recipients within it."""

    name: str
    last_now: date | None
    recipients_now: int
    last_then: date | None
    recipients_then: int

    @property
    def days_later(self) -> int | None:
        """Return by how many days it ends later (negative: earlier); None without an end."""
        if self.last_now is None or self.last_then is None:
            return None
        return (self.last_then - self.last_now).days


def what_if() -> str:
    """Ask for the changes, and show the current plan and the changed one."""
    portfolios = db.session.scalars(select(Portfolio).order_by(Portfolio.id)).all()
    portfolio = chosen_portfolio(portfolios)
    campaigns = schedules.active_campaigns(portfolio) if portfolio else []
    form = WhatIfForm(
        [campaign for campaign in campaigns if campaign.kind == CampaignKind.CAMPAIGN]
    )
    shown: dict[str, object] = {}
    if portfolio and form.has_changes():
        shown = _side_by_side(portfolio, campaigns, form)
    return render_template(
        "calendar/what_if.html",
        form=form,
        portfolio=portfolio,
        month=chosen_month(),
        today=here_today(),
        total_recipients=total_recipients,
        **shown,
    )


def _side_by_side(
    portfolio: Portfolio, campaigns: Sequence[Campaign], form: WhatIfForm
) -> dict[str, object]:
    changes, month = form.changes(), chosen_month()
    now, then = replanning.forecasts(
        portfolio, campaigns, clock.now(), None, (replanning.NO_CHANGES, changes)
    )
    names = {
        campaign.id: campaign.name
        for campaign in campaigns
        if campaign.kind == CampaignKind.CAMPAIGN
    }
    names[form.imagined_id] = _("The other campaign")
    shown = [*_amounts(now, names), *_amounts(then, names)]
    colours = charts.campaign_colours(amount.campaign_id for amount in shown)
    limit = portfolio.quota
    if changes.messaging_limit is not None:
        limit = max(0, changes.messaging_limit - portfolio.reserve)
    return {
        "as_it_is": _month(month, portfolio.quota, _amounts(now, names), colours),
        "different": _month(month, limit, _amounts(then, names), colours),
        "compared": _compared(now, then, names),
    }


def _amounts(shares: Sequence[Share], names: Mapping[UUID, str]) -> list[Amount]:
    """Return the shares with names; all single messages of a day are one amount."""
    sums: dict[tuple[date, UUID | None], int] = defaultdict(int)
    for share in shares:
        key = share.campaign_id if share.campaign_id in names else None
        sums[share.day, key] += share.size
    return [Amount(day, key, names[key] if key else "", size) for (day, key), size in sums.items()]


def _month(
    month: Month, limit: int | None, amounts: Sequence[Amount], colours: dict[UUID | None, str]
) -> ShownMonth:
    within = [amount for amount in amounts if month.first <= amount.day <= month.last]
    return ShownMonth(month, limit, within, colours)


def _compared(
    now: Sequence[Share], then: Sequence[Share], names: Mapping[UUID, str]
) -> list[Compared]:
    """Return each campaign's end under both plans."""
    compared = []
    for key, name in names.items():
        shares_now = [share for share in now if share.campaign_id == key]
        shares_then = [share for share in then if share.campaign_id == key]
        if shares_now or shares_then:
            compared.append(
                Compared(
                    name,
                    max((share.day for share in shares_now), default=None),
                    sum(share.size for share in shares_now),
                    max((share.day for share in shares_then), default=None),
                    sum(share.size for share in shares_then),
                )
            )
    return compared
