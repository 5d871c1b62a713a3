"""Preparation before anything is sent: the audience, a test, and the estimated finish."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import content, follow, heading, press, until
from tests.support.factories import some_numbers

pytestmark = pytest.mark.browser


def test_a_saved_audience_leaves_people_out_and_a_test_comes_before_the_start(
    page, product, tmp_path
):
    city, numbers = steps.fresh("Lima"), some_numbers(4)
    *_, mine = numbers
    people = zip(numbers, ("Ana", "Bruno", "Carla"), strict=False)
    rows = [{"phone_number": one, "name": name, "city": city} for one, name in people]
    steps.sign_in(page)
    steps.import_file(page, steps.write_spreadsheet(tmp_path / "shop.csv", rows), people=3)

    page.goto("/audiences/new")
    page.get_by_label("Name", exact=True).fill(city)
    steps.fill_row(page, 1, "City", city)
    steps.fill_row(page, 2, "Name", "Bruno", part="Leaves people out")
    press(page, "Save")
    until(page, page.get_by_text("2 people"))
    expect(page.get_by_role("definition")).to_have_text(["3", "−1", "−0", "2 people"])
    expect(page.get_by_role("table", name="Some of the people")).to_contain_text("Carla")

    page.goto("/campaigns/new")
    steps.write_campaign(page, city, steps.saved(city))
    page.get_by_label("Phone number").fill(mine)
    press(page, "Send the test")
    until(page, page.get_by_role("status").filter(has_text="Read"))
    expect(content(page)).to_contain_text("A test was sent")
    steps.send(page, "2 people")
    until(page, steps.tile(page, "Read", 2))
    assert sorted(product.written_to(numbers)) == sorted([numbers[0], numbers[2], mine])


def test_the_calendar_shows_both_plans_and_changes_nothing(page):
    steps.sign_in(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Calendar").click()
    page.get_by_label("Another campaign, for so many people").fill("500")
    page.get_by_label("Its people a day").fill("333")
    press(page, "Show both plans")

    expect(heading(page)).to_have_text("What if …?")
    expect(content(page)).to_contain_text("(500 people)")
    expect(page.get_by_role("table", name="both plans").last).to_contain_text("333")
    follow(page, "Calendar")
    expect(content(page)).not_to_contain_text("333")
