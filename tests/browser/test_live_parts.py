"""The live part of a page: it is requested while the page is visible and may change."""

import pytest
from playwright.sync_api import expect

from tests.support.factories import an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.extensions import db
from webapp.services.campaigns import lifecycle
from webapp.views.campaigns.pages import POLLING_AFTER_END

pytestmark = pytest.mark.browser

EVERY = 3_000  # milliseconds, as the campaign's page says
HIDDEN = (
    "hidden => Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true})"
)


@pytest.fixture
def campaign(app):
    return an_active_campaign(2)


@pytest.fixture
def page(campaign, open_browser):
    """The campaign's page, in a browser whose clock the test controls."""
    page = open_browser()
    page.clock.install()
    page.goto(f"/campaigns/{campaign.id}")
    return page


@pytest.fixture
def asked(page):
    """The requests for the part."""
    seen = []
    page.on("request", lambda one: seen.append(one.url) if "/progress?" in one.url else None)
    return seen


def let_pass(page, milliseconds):
    """Advance the time, and wait for the responses to its requests."""
    page.clock.run_for(milliseconds)
    expect(page.locator(".htmx-request")).to_have_count(0)


def look(page, hidden):
    page.evaluate(HIDDEN, hidden)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_page_shows_what_has_changed(page, campaign):
    lifecycle.pause(campaign, PauseReason.PERSON, "eva")
    db.session.commit()

    let_pass(page, EVERY)

    expect(page.locator("#progress")).to_contain_text("Paused")


def test_what_can_be_done_changes_with_the_campaign(page, campaign):
    expect(page.get_by_role("link", name="Resume")).to_have_count(0)
    lifecycle.pause(campaign, PauseReason.PERSON, "eva")
    db.session.commit()

    let_pass(page, EVERY)

    expect(page.get_by_role("link", name="Resume")).to_be_visible()


def test_a_page_that_has_ended_asks_no_more(page, campaign, asked):
    campaign.status = CampaignStatus.COMPLETED
    campaign.completed_at = clock.now() - 2 * POLLING_AFTER_END
    db.session.commit()
    let_pass(page, EVERY)
    expect(page.locator("#progress")).to_contain_text("Completed")

    let_pass(page, 100 * EVERY)

    assert len(asked) == 1


def test_a_tab_that_nobody_sees_asks_nothing_and_catches_up_when_it_is_seen(page, asked):
    look(page, hidden=True)
    let_pass(page, 100 * EVERY)
    assert asked == []

    look(page, hidden=False)
    let_pass(page, 100)

    assert len(asked) == 1


def test_a_page_on_which_nothing_changes_asks_less_and_less(page, asked):
    for _ in range(20):
        let_pass(page, EVERY)

    assert 4 <= len(asked) <= 10


def test_an_error_is_said_and_waited_out(page, campaign, asked):
    page.route("**/progress?*", lambda route: route.fulfill(status=503))
    for _ in range(10):
        let_pass(page, EVERY)
    expect(page.get_by_text("could not be brought up to date")).to_be_visible()
    assert 2 <= len(asked) <= 4

    page.unroute("**/progress?*")
    let_pass(page, 60_000)

    expect(page.get_by_text("could not be brought up to date")).to_be_hidden()


def test_someone_who_was_signed_out_is_told_and_asks_no_more(page, asked):
    page.context.clear_cookies()
    let_pass(page, EVERY)
    expect(page.get_by_text("could not be brought up to date")).to_be_visible()

    let_pass(page, 100 * EVERY)

    assert len(asked) == 1


def test_the_keyboard_stays_where_it_was(page, campaign):
    tile = page.get_by_role("link", name="Skipped")
    tile.focus()
    lifecycle.pause(campaign, PauseReason.PERSON, "eva")
    db.session.commit()

    let_pass(page, EVERY)

    expect(page.locator("#progress")).to_contain_text("Paused")
    expect(tile).to_be_focused()
