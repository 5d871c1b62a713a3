"""A marketing person signs in with a spreadsheet and ends with messages that are read."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import some_numbers
from tests.journeys.conftest import PASSWORD, Product
from webapp import clock

pytestmark = pytest.mark.browser


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill("admin@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def next_step(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_campaign_from_a_spreadsheet_is_sent_and_read(page: Page, product: Product, tmp_path):
    spreadsheet = tmp_path / "customers.csv"
    numbers = some_numbers(5)
    with spreadsheet.open("w", newline="") as file:
        rows = [["phone_number", "name", "city"]]
        rows += [[number, "Ana Muñoz", "Bogotá"] for number in numbers]
        csv.writer(file).writerows([*rows, ["not a number", "Nobody", "Nowhere"]])
    sign_in(page)

    page.goto("/contacts/upload")
    page.get_by_label("File of contacts").set_input_files(spreadsheet)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("main")).to_contain_text("is not a phone number")
    page.get_by_role("button", name="Import 5 contacts").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"New contacts\s*5"))

    page.goto("/campaigns/new")
    page.get_by_label("Name").fill("Come back")
    next_step(page, "Which message?")
    page.get_by_role("radio", name=re.compile("we_miss_you")).check()
    next_step(page, "What stands in the gaps?")
    first_name = page.get_by_role("group", name="First name")
    first_name.get_by_label("Comes from").select_option(label="The contact's name")
    first_name.get_by_label("Text, or fallback").fill("friend")
    next_step(page, "Who gets the message?")
    page.get_by_label("Everyone").first.check()
    next_step(page, "When is it sent?")
    # After the usual hours the page proposes tomorrow.
    page.get_by_label("First day", exact=True).fill(clock.now().date().isoformat())
    page.get_by_label("From", exact=True).fill("00:00")
    page.get_by_label("Until", exact=True).fill("00:00")
    next_step(page, "Is everything right?")
    product.simulator.post("settings", delivered_after_s=0.5, read_after_s=1.0)
    page.get_by_role("button", name=re.compile("Send to 5 people over 1 day")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Come back")

    expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute(
        "value", "5", timeout=30_000
    )
    wait_for_tile(page, "Read", 5)
    assert sorted(row["to"] for row in product.simulator.accepted()) == sorted(numbers)


def wait_for_tile(page: Page, name: str, people: int) -> None:
    """Look at the campaign again and again, as people do, until the tile shows the number."""
    tile = page.get_by_role("link", name=re.compile(rf"^\s*{name}\s*{people}"))
    for _ in range(30):
        if tile.is_visible():
            return
        page.wait_for_timeout(1000)
        page.reload()
    expect(tile).to_be_visible()
