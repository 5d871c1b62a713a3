"""A marketing person's work from a spreadsheet to messages that are read."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import content, follow, heading, press, tile, until
from tests.support.factories import some_numbers

pytestmark = pytest.mark.browser

#: WhatsApp's code for values that it does not accept: final, until someone corrects them.
BAD_VALUE = 131009


def people_of(city, numbers):
    return [{"phone_number": one, "name": "Ana Muñoz", "city": city} for one in numbers]


def test_rows_that_are_left_out_come_back_corrected(page, tmp_path):
    first, second = some_numbers(2)
    wrong = people_of("Lima", [first, "not a number"])
    steps.sign_in(page)
    steps.check_file(page, steps.write_spreadsheet(tmp_path / "customers.csv", wrong), people=1)
    expect(content(page)).to_contain_text("is not a phone number")
    press(page, "Import 1 contact")
    until(page, page.get_by_text(re.compile(r"Rows left out\s*1")))

    [row] = steps.download(page, "Download these rows")
    corrected = row | {"phone_number": second}
    steps.import_file(page, steps.write_spreadsheet(tmp_path / "again.csv", [corrected]), people=1)

    follow(page, "Contacts")
    page.get_by_label("Find a contact").fill(second)
    press(page, "Find")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Ana Muñoz")


def test_a_campaign_fails_is_tried_again_and_is_read(page, product, tmp_path):
    name, city, numbers = steps.fresh("Come back"), steps.fresh("Bogotá"), some_numbers(3)
    product.simulator.post("settings", fail_with=BAD_VALUE)
    steps.sign_in(page)
    people = people_of(city, numbers)
    steps.import_file(page, steps.write_spreadsheet(tmp_path / "customers.csv", people), people=3)
    follow(page, "New campaign for these people")
    steps.write_campaign(page, name, these_people)
    steps.send(page, "3 people")
    expect(heading(page)).to_have_text(name)
    until(page, tile(page, "Not delivered", 3))

    product.simulator.post("settings", fail_with=0)
    until(page, page.get_by_role("link", name="Try 3 failed again"))
    follow(page, "Try 3 failed again")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    press(page, "Try again")

    until(page, tile(page, "Read", 3))
    told = steps.download(page, "Download as CSV")
    read = {row["phone_number"].lstrip("'") for row in told if row["status"] == "Read"}
    assert read == set(numbers)
    did_ana_get_it(page, numbers[0])


def these_people(page):
    expect(page.get_by_role("radio", name="The people of a file")).to_be_checked()


def did_ana_get_it(page, number):
    """Find one person of the campaign, and read what happened to the message."""
    follow(page, "All recipients")
    page.get_by_label("Find someone by phone number").fill(number)
    press(page, "Find")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    happened = page.get_by_role("list").filter(has_text="Delivered to the person's device")
    expect(happened).to_contain_text("Refused by WhatsApp:")
    expect(happened).to_contain_text("Read")
    expect(page.get_by_role("figure", name="Message")).to_contain_text("Ana Muñoz")
