"""The calendar: the recipients of each day."""

import pytest

from tests.support.factories import a_sender, an_active_campaign
from tests.support.page import words
from webapp import clock
from webapp.domain.planning.month import Month
from webapp.models import CampaignKind
from webapp.services.campaigns import daily

TABLE = "The same as a table"


@pytest.fixture
def sender(app, at):
    """A sender for 10 people a day, on a Wednesday in October."""
    at("2025-10-29 09:00")
    return a_sender(messaging_limit=10)


def test_a_day_adds_up_the_campaigns_against_the_limit(open_page, sender):
    an_active_campaign(9, sender=sender, name="Spring", daily_send_limit=6, priority=1)
    an_active_campaign(4, sender=sender, name="Welcome", daily_send_limit=2, priority=5)

    page = open_page("/calendar/")

    assert page.heading == "Calendar: October 2025"
    rows = page.rows(TABLE)
    assert rows[0][:4] == ["Wed 29 Oct (today)", "Spring (6), Welcome (2)", "8", "2"]
    assert rows[1][:4] == ["Thu 30 Oct", "Spring (3), Welcome (2)", "5", "5"]


def test_what_was_taken_and_what_is_planned_stand_together(open_page, sender):
    an_active_campaign(9, sender=sender, name="Spring", daily_send_limit=6)
    daily.allocate_due(clock.now())

    rows = open_page("/calendar/").rows(TABLE)

    assert [row[2] for row in rows] == ["6", "3"]


def test_the_grid_has_every_day_and_marks_today(open_page, sender):
    an_active_campaign(3, sender=sender)

    grid = open_page("/calendar/").soup.select_one("table.month")

    numbers = [words(one).split()[0] for one in grid.select(".day-number")]
    assert numbers == [str(day) for day in range(1, 32)]
    assert words(grid.select_one("[aria-current=date]")) == "29 (today) 3"


def test_months_lead_to_their_neighbours(open_page, sender):
    an_active_campaign(30, sender=sender, name="Spring", daily_send_limit=6)

    page = open_page("/calendar/").follow("November 2025")

    assert [row[0] for row in page.rows(TABLE)] == ["Sat 1 Nov", "Sun 2 Nov"]
    assert page.follow("This month").heading == "Calendar: October 2025"
    assert page.follow("December 2025").rows(TABLE)[0][0].startswith("Nothing was sent")


def test_an_installation_without_a_sender_has_an_empty_calendar(open_page, at):
    at("2025-10-29 09:00")

    page = open_page("/calendar/")

    assert page.rows(TABLE)[0][0].startswith("Nothing was sent")
    assert "No sender is connected." in page.text
    assert "no limit" not in page.text


def test_portfolios_have_calendars_of_their_own(open_page, sender):
    other = a_sender()
    other.portfolio.messaging_limit = None
    an_active_campaign(9, sender=other, name="Elsewhere")

    page = open_page("/calendar/").follow(other.portfolio.name)

    assert "There is no limit" in page.text
    assert page.rows(TABLE)[0][1:4] == ["Elsewhere (9)", "9", "no limit"]


def test_single_messages_are_one_amount(open_page, sender):
    for _ in range(2):
        an_active_campaign(1, sender=sender, kind=CampaignKind.MESSAGE, name="To +57300")

    assert open_page("/calendar/").rows(TABLE)[0][1] == "Single messages (2)"


@pytest.mark.parametrize("query", ["month=October", "month=2025-13", "portfolio=0"])
def test_what_is_no_month_or_portfolio_is_not_found(open_page, sender, query):
    assert open_page(f"/calendar/?{query}").status == 404


def test_strangers_see_no_calendar(client, open_page):
    assert open_page("/calendar/", client).heading == "Sign in"


@pytest.mark.parametrize(
    ("month", "first", "last", "weeks"),
    [
        (Month(2024, 2), "2024-02-01", "2024-02-29", 5),
        (Month(2027, 2), "2027-02-01", "2027-02-28", 4),
    ],
)
def test_a_month_knows_its_days(month, first, last, weeks):
    assert (str(month.first), str(month.last), len(month.weeks)) == (first, last, weeks)
    assert str(Month(2025, 12).next) == "2026-01"
    assert str(Month(2025, 1).previous) == "2024-12"
