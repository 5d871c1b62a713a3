"""Amounts by day as a chart."""

from datetime import date, timedelta

import pytest

from webapp.queries.campaigns.dashboard import Planned
from webapp.queries.campaigns.statistics import Day
from webapp.views.shell import charts
from webapp.views.shell.charts import Chart, Series

FIRST = date(2025, 10, 5)
DAYS = [FIRST + timedelta(days=number) for number in range(3)]


@pytest.mark.parametrize(
    ("limit", "most", "busiest"), [(None, 60, 60), (250, 250, 60), (40, 60, 60)]
)
def test_the_highest_column_or_the_limit_fills_the_height(limit, most, busiest):
    one, other = Series("A", "sent", [10, 20, 30]), Series("B", "planned", [0, 0, 30])

    chart = Chart(DAYS, [one, other], limit)

    assert (chart.most, chart.busiest) == (most, busiest)


def test_a_line_above_the_columns_fills_the_height_too():
    chart = Chart(DAYS, [Series("A", "sent", [1, 2, 3]), Series("B", "read", [9], True)])

    assert (chart.most, chart.busiest) == (9, 3)


def test_a_chart_of_nothing_can_be_drawn():
    assert (Chart([], []).most, Chart([], []).busiest) == (1, 0)


def test_what_is_not_known_yet_is_no_zero(app):
    results = [Day(DAYS[0], sent=5, delivered=4), Day(DAYS[1]), Day(DAYS[2])]

    chart = charts.results_chart(results, [0, 5, 5], known=1)

    amounts = {one.words: one.amounts for one in chart.series}
    assert amounts["Sent"] == [5, 0, 0]
    assert amounts["Planned"] == [0, 5, 5]
    assert amounts["Delivered"] == [4]


def test_campaigns_have_a_colour_each_and_the_last_one_is_for_all_others(app):
    planned = [Planned(FIRST, None, f"Campaign {number}", number) for number in range(1, 11)]

    chart = charts.plans_chart(DAYS, planned, 250)

    assert [one.tone for one in chart.series] == [f"campaign-{number}" for number in range(1, 9)]
    assert chart.series[0].amounts == [1, 0, 0]
    assert (chart.series[-1].words, chart.series[-1].amounts) == ("Other campaigns", [27, 0, 0])
