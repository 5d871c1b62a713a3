"""Rules for every page in a real browser: light and dark, wide and narrow, without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import COLOURS, EVERYTHING, sticks_out, violations
from tests.browser.conftest import LAPTOP, PHONE
from tests.support.addresses import addresses
from webapp.language import DEFAULT, LANGUAGES
from webapp.models import Role

pytestmark = pytest.mark.browser


#: Ways to show a page: the width, the colours, and the checks.
WAYS = {
    "narrow": [(PHONE, "light", EVERYTHING)],
    "wide": [(LAPTOP, "light", EVERYTHING), (LAPTOP, "dark", COLOURS)],
}


def show(page: Page, width: int, scheme: str) -> None:
    """Show the page in another width and in other colours."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)


@pytest.mark.parametrize("ways", ["narrow", pytest.param("wide", marks=pytest.mark.long)])
def test_every_page_is_for_everyone(app, things, open_browser, ways):
    page, faults, complaints = open_browser(), {}, []
    page.on(
        "console",
        lambda one: complaints.append((page.url, one.text)) if one.type == "error" else None,
    )
    page.on("pageerror", lambda one: complaints.append((page.url, one.message)))

    for address, _ in addresses(app, things):
        page.goto(address)
        faults[address] = []
        for width, scheme, rules in WAYS[ways]:
            show(page, width, scheme)
            faults[address] += violations(page, rules) + sticks_out(page)

    assert {address: found for address, found in faults.items() if found} == {}
    assert complaints == []  # script errors, and what the policy forbids


@pytest.mark.long
def test_every_page_is_for_everyone_without_script(app, things, open_browser):
    page, faults = open_browser(width=PHONE, color_scheme="dark"), {}
    page.route("**/*.js", lambda route: route.abort())

    for address, _ in addresses(app, things):
        page.goto(address)
        faults[address] = violations(page) + sticks_out(page)

    assert {address: found for address, found in faults.items() if found} == {}


@pytest.mark.long
@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != DEFAULT])
def test_no_language_is_too_wide_for_a_phone(app, things, open_browser, language):
    page, faults = open_browser(width=PHONE, locale=language), {}

    for address, _ in addresses(app, things):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        faults[address] = sticks_out(page)

    assert {address: found for address, found in faults.items() if found} == {}


def test_pages_that_say_what_is_wrong_are_for_everyone(things, open_browser):
    stranger, editor = open_browser(role=None), open_browser(Role.EDITOR)

    faults = {}
    for page, address, button in (
        (stranger, "/nowhere", None),
        (stranger, "/sign-in", "Sign in"),
        (editor, "/nowhere", None),
        (editor, "/settings/", None),
        (editor, "/contacts/upload", "Upload"),
        (editor, "/campaigns/new", "Save and continue"),
    ):
        show(page, LAPTOP, "light")
        page.goto(address)
        if button:
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("alert")).to_be_focused()
            expect(page).to_have_title(re.compile("^Error:"))
        wide = violations(page)
        show(page, PHONE, "dark")
        faults[address] = wide + violations(page) + sticks_out(page)

    assert {address: found for address, found in faults.items() if found} == {}
