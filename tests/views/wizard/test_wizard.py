"""The wizard: five steps over a saved draft."""

from datetime import date, time

import pytest

from tests.support.factories import a_contact, a_draft, a_sender, a_template, with_recipients
from tests.views.drafts import the_campaign
from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign


def test_a_whole_campaign_is_made_step_by_step(open_page, at):
    at("2025-10-05 08:00")
    template = a_template(a_sender())
    for number in range(3):
        a_contact(name=f"Person {number}", city="Lima")

    page = open_page("/campaigns/new").submit("Save and continue", {"name": "Spring harvest"})
    assert page.heading == "Which message?"
    page = page.submit("Save and continue", {"template": template.id})
    assert page.heading == "Fill in the variables"
    values = {"values-0-source": "name", "values-0-text": "friend"}
    page = page.submit("Save and continue", values)
    assert page.heading == "Who gets the message?"
    page = page.submit("Save and continue", {"kind": "everyone"})
    assert page.heading == "When is it sent?"
    page = page.submit("Save and continue", {"start_date": "2025-10-06", "daily_send_limit": "2"})
    assert page.heading == "Is everything right?"
    page = page.submit("Send to 3 people over 2 days")

    assert page.heading == "Spring harvest"
    assert page.messages == ["Spring harvest is on its way."]
    assert "Scheduled Starts on Monday 6 October 2025, 09:00 (UTC) with 2 people." in page.text
    campaign = the_campaign()
    assert campaign.status == CampaignStatus.ACTIVE
    assert (campaign.window_opens, campaign.window_closes) == (time(9), time(20))
    assert queues.redis().llen("rq:queue:default") == 1


def test_a_new_campaign_sent_twice_is_made_once(open_page):
    a_sender()
    page = open_page("/campaigns/new")

    page.submit("Save and continue", {"name": "Spring"})
    page.submit("Save and continue", {"name": "Spring again"})

    assert the_campaign().name == "Spring again"


def test_a_campaign_needs_a_name_and_keeps_what_was_typed(open_page):
    a_sender()

    page = open_page("/campaigns/new").submit("Save and continue", {"description": "For all"})

    assert page.title.startswith("Error:")
    assert page.errors == ["Give the campaign a name."]
    assert page.error_at("name") == "Give the campaign a name."
    assert page.links["Give the campaign a name."] == "#name"
    assert page.field("description").get_text().strip() == "For all"
    assert db.session.query(Campaign).count() == 0


def test_without_a_sender_the_wizard_says_whom_to_ask(open_page):
    assert "No sender is connected yet." in open_page("/campaigns/new").text


def test_the_schedule_forecasts_the_last_day(open_page, at):
    at("2025-10-05 00:00")
    draft = with_recipients(a_draft(), 10)

    page = open_page(f"/campaigns/{draft.id}/schedule")
    page = page.submit("Save and see the days", {"daily_send_limit": "4"})

    assert "3 days : from 5 October 2025 to 7 October 2025" in page.text
    assert [row[2] for row in page.rows("People on each day")] == ["4", "4", "2"]


def test_the_schedule_says_on_which_day_a_clock_change_moves_the_hours(open_page, at):
    at("2027-03-26 12:00")
    hours = {"window_opens": time(1, 30), "window_closes": time(1, 45)}
    draft = with_recipients(a_draft(timezone="Europe/London", daily_send_limit=1, **hours), 4)

    page = open_page(f"/campaigns/{draft.id}/schedule")

    said = "Clocks change on 28 March 2027, so the hours are 02:30 to 02:45 on that day."
    assert page.text.count(said) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"start_date": "2025-10-04"}, "Choose today or a later day."),
        ({"start_date": ""}, "Choose the first day."),
        ({"daily_send_limit": "0"}, "Enter a number from 1 to 1,000,000."),
        (
            {"window_opens": "10:00", "window_closes": "09:00"},
            "Choose a time later than the beginning.",
        ),
        ({"weekdays": []}, "Tick at least one day."),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(open_page, draft, at, typed, said):
    at("2025-10-05 12:00")

    page = open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", typed)

    assert page.errors == [said]


def test_the_schedule_is_saved(open_page, draft, at):
    at("2025-10-05 12:00")
    typed = {
        "start_date": "2025-10-06",
        "daily_send_limit": "100",
        "window_opens": "09:30",
        "window_closes": "00:00",
        "weekdays": ["0", "4"],
        "timezone": "America/Lima",
    }

    open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", typed)

    saved = the_campaign()
    assert (saved.start_date, saved.daily_send_limit) == (date(2025, 10, 6), 100)
    assert (saved.window_opens, saved.window_closes) == (time(9, 30), time(0))
    assert (saved.weekdays, saved.timezone) == ([0, 4], "America/Lima")


def test_no_zone_of_the_machine_itself_can_be_chosen(open_page, draft):
    zones = open_page(f"/campaigns/{draft.id}/schedule").field("timezone").select("option")

    assert not {"localtime", "Factory"} & {one["value"] for one in zones}


def test_every_step_of_a_campaign_that_has_begun_leads_to_it(open_page):
    draft = with_recipients(a_draft(name="Spring"), 1)
    open_page(f"/campaigns/{draft.id}/review").submit("Send to 1 person over 1 day")

    steps = ("details", "message", "message/variables", "audience", "schedule", "review")

    assert {open_page(f"/campaigns/{draft.id}/{step}").heading for step in steps} == {"Spring"}


def test_an_old_tab_does_not_change_a_campaign_that_has_begun(open_page):
    draft = with_recipients(a_draft(name="Spring"), 1)
    tab = open_page(f"/campaigns/{draft.id}/details")
    open_page(f"/campaigns/{draft.id}/review").submit("Send to 1 person over 1 day")

    page = tab.submit("Save and continue", {"name": "Another"})

    assert page.heading == "Spring"


def test_a_viewer_may_not_begin_a_campaign(open_page, viewer):
    assert open_page("/campaigns/new", viewer).heading == "You may not do this"
