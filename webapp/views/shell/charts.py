"""Amounts by day as column charts, interactive with script; a table has the numbers."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _

from webapp import language
from webapp.queries.campaigns.dashboard import Planned
from webapp.queries.campaigns.statistics import Day
from webapp.services.planning.forecasts import Forecast

#: The most days in a chart; the table next to it has the others.
MAX_DAYS = 92
#: The number of campaign colours; any other campaigns share the last one.
COLOURS = 8


class Series(NamedTuple):
    """One amount for each day; `tone` is its colour, as in `fill-good`.

    A line may end before the last day, because results are known only until today.
    """

    words: str
    tone: str
    amounts: list[int]
    is_line: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart with stacked columns for each day, and lines over them."""

    days: list[date]
    series: list[Series]
    limit: int | None = None

    @property
    def most(self) -> int:
        """Return the highest value of the chart."""
        lines = (max(line.amounts, default=0) for line in self.series if line.is_line)
        return max(self.limit or 0, self.busiest, *lines, 1)

    @property
    def busiest(self) -> int:
        """Return the highest total of one day's columns."""
        columns = (column.amounts for column in self.series if not column.is_line)
        return max(map(sum, zip(*columns, strict=True)), default=0)

    @property
    def script_data(self) -> Mapping[str, object]:
        """Return the data for the script."""
        return {
            "days": [language.short_day(day) for day in self.days],
            "series": [
                {"words": series.words, "amounts": series.amounts, "isLine": series.is_line}
                for series in self.series
            ],
            "limit": self.limit,
            "limitWords": _("Limit"),
        }


def init_app(app: Flask) -> None:
    """Register the filter for forecast charts, which several pages use."""
    app.jinja_env.filters["forecast_chart"] = forecast_chart


def results_chart(results: Sequence[Day], planned: Sequence[int] = (), known: int = 0) -> Chart:
    """Return a chart of each day's results; with a plan, also of the days after `known`."""
    past = results[:known] if planned else results

    def line(words: str, name: str) -> Series:
        return Series(words, name.replace("_", "-"), [getattr(day, name) for day in past], True)

    still = [Series(_("Planned"), "planned", list(planned))] if planned else []
    return Chart(
        [day.day for day in results],
        [
            Series(_("Sent"), "sent", [day.sent for day in results]),
            *still,
            line(_("Delivered"), "delivered"),
            line(_("Read"), "read"),
            line(_("Not delivered"), "failed"),
            line(_("Opted out"), "opted_out"),
        ],
    )


def plans_chart(days: list[date], planned: Iterable[Planned], limit: int | None) -> Chart:
    """Return a chart of all campaigns' recipients, with a colour for each campaign."""
    amounts: dict[str, dict[date, int]] = {}
    for plan in planned:
        names = list(amounts)[: COLOURS - 1]
        room = len(names) < COLOURS - 1 or plan.name in names
        by_day = amounts.setdefault(plan.name if room else _("Other campaigns"), {})
        by_day[plan.day] = by_day.get(plan.day, 0) + plan.recipients
    series = [
        Series(name, f"campaign-{number}", [by_day.get(day, 0) for day in days])
        for number, (name, by_day) in enumerate(amounts.items(), 1)
    ]
    return Chart(days, series, limit)


def forecast_chart(forecast: Forecast) -> Chart:
    """Return a chart of a draft's days and those of the other campaigns."""
    days = forecast.days[:MAX_DAYS]
    return Chart(
        [day.day for day in days],
        [
            Series(_("This campaign"), "used", [day.recipients for day in days]),
            Series(_("Other campaigns"), "planned", [day.others for day in days]),
        ],
        forecast.limit,
    )


def campaign_colours(campaign_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """Return a colour for each campaign, in order; colours repeat if there are many."""
    ids = dict.fromkeys(campaign_ids)
    return {key: f"campaign-{number % COLOURS + 1}" for number, key in enumerate(ids)}
