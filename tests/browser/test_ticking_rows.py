"""One box that ticks all rows on the page; without script it is missing."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.support.factories import a_contact

pytestmark = pytest.mark.browser

ALL = "Tick all on this page"


@pytest.fixture
def people(app):
    return [a_contact(name=name) for name in ("Ana", "Luis", "Andrea")]


def rows(page):
    return page.get_by_role("checkbox", name="Choose ")


def ticked(page) -> list[bool]:
    return [one.is_checked() for one in rows(page).all()]


@pytest.mark.parametrize("width", [1280, PHONE])
def test_it_ticks_all_rows_and_takes_the_ticks_away(people, open_browser, width):
    page = open_browser(width=width)
    page.goto("/contacts/")

    page.get_by_label(ALL).check()
    assert ticked(page) == [True] * 3
    page.get_by_label(ALL).uncheck()

    assert ticked(page) == [False] * 3


def test_it_shows_whether_all_or_some_are_ticked(people, open_browser):
    page = open_browser()
    page.goto("/contacts/")
    box = page.get_by_label(ALL)

    rows(page).first.check()
    assert box.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    for one in rows(page).all():
        one.check()

    assert box.evaluate("box => [box.checked, box.indeterminate]") == [True, False]


def test_those_are_gone_on_with_and_ticked_when_one_comes_back(people, open_browser):
    page = open_browser()
    page.goto("/contacts/")
    page.get_by_label(ALL).check()

    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Add a tag: 3 contacts?")
    page.go_back()

    expect(page.get_by_label(ALL)).to_be_checked(checked=all(ticked(page)))


def test_an_empty_list_and_a_page_without_script_have_no_such_box(app, open_browser):
    page = open_browser()
    page.goto("/contacts/")
    expect(page.get_by_label(ALL)).to_have_count(0)

    a_contact(name="Ana")
    page = open_browser(java_script_enabled=False)
    page.goto("/contacts/")

    expect(rows(page)).to_have_count(1)
    expect(page.get_by_label(ALL)).to_be_hidden()
