"""Optional settings of a campaign: in the wizard, on its page, and during sending."""

from datetime import date, time

import pytest

from tests.support.factories import a_draft, an_active_campaign, with_recipients
from webapp.extensions import db
from webapp.models import OPTIONS

TYPED = {
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "latest_start_date": "2025-10-08",
    "end_date": "2025-10-31",
    "send_until": "18:00",
    "warm_up_start": "50",
    "warm_up_growth": "25",
    "minimum_share": "20",
}
SAVED = {
    "quiet_from": time(21),
    "quiet_until": time(8),
    "latest_start_date": date(2025, 10, 8),
    "end_date": date(2025, 10, 31),
    "send_until": time(18),
    "warm_up_start": 50,
    "warm_up_growth": 25,
    "minimum_share": 20,
}


@pytest.fixture
def draft(app, at):
    at("2025-10-05 12:00")
    draft = with_recipients(a_draft(start_date=date(2025, 10, 6)), 10)
    db.session.commit()
    return draft


def options_of(campaign) -> dict[str, object]:
    db.session.refresh(campaign)
    return {name: getattr(campaign, name) for name in OPTIONS}


def test_the_wizard_saves_every_option(open_page, draft):
    page = open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", TYPED)

    assert page.heading == "Is everything right?"
    assert options_of(draft) == SAVED


def test_all_of_them_may_stay_empty(open_page, draft):
    page = open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", {})

    assert page.errors == []
    assert options_of(draft) == dict.fromkeys(OPTIONS)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quiet_from": "21:00"}, "Enter when the quiet hours end."),
        ({"quiet_until": "08:00"}, "Enter when the quiet hours begin."),
        (
            {"quiet_from": "21:00", "quiet_until": "21:00"},
            "Choose another time than the beginning.",
        ),
        ({"warm_up_start": "50"}, "Enter how many more on each day."),
        ({"warm_up_growth": "50"}, "Enter how many people on the first day."),
        ({"minimum_share": "0"}, "Enter a number from 1 to 1,000,000."),
        ({"minimum_share": "some"}, "Enter a number from 1 to 1,000,000."),
        ({"minimum_share": "9999999"}, "Enter a number from 1 to 1,000,000."),
        ({"end_date": "2025-10-05"}, "Choose the first day or a later one."),
        ({"latest_start_date": "2025-10-05"}, "Choose the first day or a later one."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(open_page, draft, typed, said):
    page = open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", typed)

    assert page.errors == [said]


def test_the_forecast_says_who_is_left_on_the_last_day(open_page, draft):
    draft.daily_send_limit, draft.end_date = 3, date(2025, 10, 7)
    db.session.commit()

    page = open_page(f"/campaigns/{draft.id}/schedule")

    assert "By the last day, 7 October 2025, not everybody is written to: 4 people" in page.text


def test_the_checklist_asks_what_the_campaign_chose(open_page, draft):
    draft.minimum_share, draft.daily_send_limit = 20, 10
    db.session.commit()

    page = open_page(f"/campaigns/{draft.id}/review")

    assert "At least 20 people a day are more than the daily limit, 10." in page.text
    assert "Fix the items on the checklist" in page.text
    assert "The last day fits the first" not in page.text


def test_hours_that_leave_no_time_keep_a_campaign_from_starting(open_page, draft):
    draft.window_opens, draft.window_closes = time(22), time(0)
    draft.quiet_from, draft.quiet_until = time(21), time(8)
    db.session.commit()

    page = open_page(f"/campaigns/{draft.id}/review")

    assert "The hours leave no time to write to people in UTC." in page.text


def test_a_running_campaign_is_given_options_and_loses_them(open_page, at):
    at("2025-10-05 12:00")
    campaign = an_active_campaign(3)
    db.session.commit()

    open_page(f"/campaigns/{campaign.id}/change").submit("Save the change", TYPED)
    assert options_of(campaign) == SAVED

    empty = dict.fromkeys(TYPED, "")
    open_page(f"/campaigns/{campaign.id}/change").submit("Save the change", empty)
    assert options_of(campaign) == dict.fromkeys(OPTIONS)


def test_the_campaigns_page_tells_how_it_is_sent(open_page, at):
    at("2025-10-05 12:00")
    campaign = an_active_campaign(3, **SAVED)
    db.session.commit()

    page = open_page(f"/campaigns/{campaign.id}")

    for said in (
        "21:00 to 08:00, where the person lives",
        "50 people on the first day, 25 more on each further day",
        "31 October 2025",
        "20 people",
    ):
        assert said in page.text


def test_the_forecast_says_who_is_left_when_the_offer_ends(open_page, draft):
    draft.daily_send_limit, draft.end_date = 3, date(2025, 10, 7)
    draft.send_until = time(18)

    for step in ("schedule", "review"):
        page = open_page(f"/campaigns/{draft.id}/{step}")
        assert "before everybody is written to: 4 people are left and will be skipped." in page.text


def test_a_time_without_the_last_day_is_refused(open_page, draft):
    page = open_page(f"/campaigns/{draft.id}/schedule")

    answer = page.submit("Save and continue", {**TYPED, "end_date": ""})

    assert "Choose the last day too." in answer.text


def test_the_change_form_refuses_an_end_that_has_passed(open_page, at):
    at("2025-10-07 12:00")
    campaign = an_active_campaign(3, end_date=date(2025, 10, 7), send_until=time(18))
    page = open_page(f"/campaigns/{campaign.id}/change")

    answer = page.submit("Save the change", {"send_until": "06:00"})

    assert "The campaign ends before anybody can be written to." in answer.text
    db.session.refresh(campaign)
    assert campaign.send_until == time(18)
