"""Charts: drawn by Chart.js where there is script, else a picture; in the colours of the page."""

import pytest
from playwright.sync_api import expect

from tests.support.factories import an_active_campaign
from webapp.extensions import db

pytestmark = pytest.mark.browser

#: The first bar's colour, and how large the chart is drawn.
DRAWN = """() => {
    const chart = Chart.getChart(document.querySelector(".chart canvas"));
    return [chart.data.datasets[0].backgroundColor, chart.width, chart.height];
}"""


@pytest.fixture
def address(app):
    address = f"/campaigns/{an_active_campaign(20, daily_send_limit=5).id}"
    db.session.commit()
    return address


def test_script_draws_the_chart_and_it_follows_light_and_dark(address, open_browser):
    page = open_browser()
    page.emulate_media(color_scheme="light")
    page.goto(address)

    light, width, height = page.evaluate(DRAWN)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    dark, *_ = page.evaluate(DRAWN)

    assert width > 500
    assert height > 150
    assert light.startswith("rgb")
    assert dark.startswith("rgb")
    assert light != dark
    expect(page.locator(".chart svg:not(.swatch)")).to_have_count(0)


def test_without_script_the_same_is_a_picture(address, open_browser):
    page = open_browser(java_script_enabled=False)

    page.goto(address)

    expect(page.locator(".chart canvas")).to_have_count(0)
    picture = page.locator(".chart-plot svg")
    expect(picture).to_be_visible()
    assert picture.locator("rect.fill-planned").count() == 4
