"""Trying a different limit: both plans next to each other, and nothing stored."""

import pytest

from tests.support.factories import (
    a_contact,
    a_draft,
    a_sender,
    an_active_campaign,
    with_recipients,
)
from webapp.extensions import db
from webapp.models import Batch

ENDS = "When each campaign ends"


@pytest.fixture
def campaigns(app, at):
    """Two campaigns that fill a limit of 10 people a day, starting on a Thursday."""
    at("2025-10-02 09:00")
    sender = a_sender(messaging_limit=10)
    first = an_active_campaign(20, sender=sender, name="Spring", priority=1)
    second = an_active_campaign(10, sender=sender, name="Welcome", priority=5)
    return first, second


def plan() -> list[tuple[object, ...]]:
    db.session.expire_all()
    found = db.session.query(Batch).order_by(Batch.campaign_id, Batch.send_date)
    return [(one.campaign_id, one.send_date, one.batch_size) for one in found]


def ends(page) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in page.rows(ENDS)}


def test_another_limit_shows_who_would_end_sooner(open_page, campaigns):
    page = open_page("/calendar/").submit("Show both plans", {"limit": "30"})

    assert page.heading == "What if …?"
    assert ends(page) == {
        "Spring": ["Fri 3 Oct (20 people)", "Thu 2 Oct (20 people)", "1 day sooner"],
        "Welcome": ["Sat 4 Oct (10 people)", "Thu 2 Oct (10 people)", "2 days sooner"],
    }
    days = page.rows("People on each day under both plans")
    assert days[0] == ["Thu 2 Oct", "10", "30"]
    assert days[1] == ["Fri 3 Oct", "10", "0"]
    assert len(page.soup.select("table.month")) == 2
    assert page.field("limit")["value"] == "30"


def test_another_priority_turns_the_order(open_page, campaigns):
    asked = f"campaign={campaigns[1].id}&priority=1&month=2025-10"
    campaigns[1].priority = 5

    page = open_page(f"/calendar/what-if?{asked}")

    assert ends(page)["Welcome"][2] == "the same day"

    campaigns[0].priority = 2
    page = open_page(f"/calendar/what-if?{asked}")

    assert ends(page)["Welcome"][2] == "2 days sooner"
    assert ends(page)["Spring"][2] == "1 day later"


def test_an_imagined_campaign_and_no_weekends(open_page, campaigns):
    page = open_page("/calendar/what-if?people=5&its_priority=1&no_weekends=y")

    told = ends(page)
    assert told["The other campaign"] == ["–", "Mon 6 Oct (5 people)", "–"]
    assert told["Welcome"][1] == "Tue 7 Oct (10 people)"
    weekend = {row[0]: row[2] for row in page.rows("People on each day under both plans")}
    assert weekend["Sat 4 Oct"] == "0"


def test_nothing_is_written(open_page, campaigns):
    before = plan()

    open_page("/calendar/what-if?limit=1&people=500&no_weekends=y")

    assert plan() == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("limit=0", "Enter a number from 1 to 10,000,000."),
        ("priority=1", "Choose the campaign that has another priority."),
        ("people=many", "Enter a number from 1 to 10,000,000."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(open_page, campaigns, asked, said):
    page = open_page(f"/calendar/what-if?{asked}")

    assert page.errors[0] == said
    assert page.title.startswith("Error:")
    assert page.soup.select("table.month") == []


def test_without_a_question_there_is_no_answer(open_page, campaigns):
    assert open_page("/calendar/what-if").soup.select("table.month") == []


def test_a_viewer_may_ask_and_a_stranger_may_not(open_page, viewer, client, campaigns):
    assert ends(open_page("/calendar/what-if?limit=30", viewer))
    assert open_page("/calendar/what-if", client).heading == "Sign in"


def test_the_wizard_shows_the_others_and_another_limit(open_page, campaigns):
    draft = with_recipients(
        a_draft(campaigns[0].sender, daily_send_limit=5, name="Autumn", priority=1), 10
    )

    page = open_page(f"/campaigns/{draft.id}/schedule")
    assert [row[2:] for row in page.rows("People on each day")] == [["5", "5"], ["5", "5"]]
    page = page.submit("Show the days", {"limit": "2000", "a_day": "1000"})

    tables = page.soup.select("table.forecast")
    assert len(tables) == 2
    assert "1 day : from 2 October 2025 to 2 October 2025" in page.text
    assert draft.daily_send_limit == 5


def test_a_draft_without_people_has_nothing_to_ask(open_page, app):
    a_contact()
    draft = a_draft()

    assert "What if the limit" not in open_page(f"/campaigns/{draft.id}/schedule").text


def test_an_imagined_campaign_begins_today_although_it_is_yesterday_for_another(open_page, at):
    at("2025-10-02 03:00")
    an_active_campaign(10, sender=a_sender(messaging_limit=100), timezone="America/Lima")

    page = open_page("/calendar/what-if?people=60&a_day=20")

    assert ends(page)["The other campaign"][1] == "Sat 4 Oct (60 people)"
