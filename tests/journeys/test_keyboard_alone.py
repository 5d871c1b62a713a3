"""A campaign from the sign-in to its start, with only a keyboard."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import MARKETING, PASSWORD
from tests.journeys.keyboard import Keyboard
from tests.journeys.steps import heading
from tests.support.factories import some_numbers
from webapp import clock

pytestmark = pytest.mark.browser


@pytest.fixture
def keyboard(page) -> Keyboard:
    return Keyboard(page)


def test_a_campaign_is_written_and_sent_with_the_keyboard_alone(page, keyboard):
    name = steps.fresh("By keys")
    sign_in(page, keyboard)
    keyboard.go_to("New campaign")
    keyboard.press("Enter")
    expect(heading(page)).to_have_text("New campaign")
    details(page, keyboard, name)
    message(page, keyboard)
    audience(page, keyboard, some_numbers(1))
    schedule(page, keyboard)
    keyboard.go_to("Send to 1 person over 1 day")
    keyboard.press("Enter")

    expect(heading(page)).to_have_text(name)
    steps.until(page, steps.tile(page, "Read", 1))


def sign_in(page, keyboard):
    assert keyboard.tab().name == "Skip to the content"
    keyboard.press("Enter")
    assert keyboard.tab().name == "E-mail address"
    keyboard.type(MARKETING)
    keyboard.go_to("Password")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(heading(page)).to_have_text("Overview")


def details(page, keyboard, name):
    """Leave the name empty first; the error's link leads to its field."""
    keyboard.go_to("Save and continue")
    keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    keyboard.go_to("Give the campaign a name.")
    keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    keyboard.type(name)
    keyboard.press("Enter")
    expect(heading(page)).to_have_text("Which message?")


def message(page, keyboard):
    keyboard.go_to("Approved templates of")
    keyboard.choose("we_miss_you")
    go_on(page, keyboard, "Fill in the variables")
    for gap, source, fallback in steps.GAPS:
        keyboard.go_to(gap)
        keyboard.choose(source)
        keyboard.go_to("Text, or fallback")
        keyboard.type(fallback)
    go_on(page, keyboard, "Who gets the message?")


def audience(page, keyboard, numbers):
    keyboard.go_to("Who gets the message?")
    keyboard.choose("Phone numbers or user ids that I paste")
    keyboard.go_to("Phone numbers or user ids")
    keyboard.type("\n".join(numbers))
    go_on(page, keyboard, "When is it sent?")


def schedule(page, keyboard):
    keyboard.go_to("First day")
    keyboard.type(f"{clock.now():%m%d%Y}")  # as the browser's language writes it
    keyboard.go_to("From")
    keyboard.type("1200AM")
    keyboard.go_to("Until")
    keyboard.type("1200AM")
    go_on(page, keyboard, "Is everything right?")


def go_on(page, keyboard, then):
    keyboard.go_to("Save and continue")
    keyboard.press("Enter")
    expect(heading(page)).to_have_text(then)
