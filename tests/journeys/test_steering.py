"""Managing a campaign that is being sent, and the replies to it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import content, follow, heading, press, tile, until
from tests.support.factories import some_numbers
from webapp import clock

pytestmark = pytest.mark.browser


def test_who_writes_stop_is_taken_out_and_who_nearly_does_is_decided_on(page, product):
    said = steps.fresh("Please stop writing to me")
    numbers = some_numbers(3)
    steps.sign_in(page)
    follow(page, "New campaign")
    steps.write_campaign(page, steps.fresh("For three"), steps.pasted(numbers))
    review = page.url
    until(page, page.get_by_role("button", name=re.compile("^Send to 3 people")))

    product.simulator.post("inbound", **{"from": numbers[0], "text": "STOP"})
    product.simulator.post("inbound", **{"from": numbers[1], "text": said})
    page.goto("/replies/?effect=to_review")
    until(page, page.get_by_text(said))
    content(page).get_by_role("button", name=f"Unsubscribe who wrote: {said}").click()
    expect(content(page)).to_contain_text("The person is unsubscribed.")
    expect(page.get_by_text(said)).to_have_count(0)

    page.goto(review)
    steps.send(page, "1 person")
    until(page, tile(page, "Read", 1))
    assert product.written_to(numbers) == [numbers[2]]
    page.goto(f"/contacts/?subscription=unsubscribed&search={numbers[0][1:]}")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(content(page)).to_contain_text("by a message: “STOP”")


def test_a_campaign_is_paused_resumed_and_cancelled(page, product):
    name, numbers = steps.fresh("Tomorrow"), some_numbers(2)
    tomorrow = clock.now().date() + timedelta(days=1)
    steps.sign_in(page)
    follow(page, "New campaign")
    steps.write_campaign(page, name, steps.pasted(numbers), tomorrow.isoformat())
    steps.send(page, "2 people")
    expect(content(page)).to_contain_text("Scheduled")

    follow(page, "Pause")
    expect(content(page)).to_contain_text("0 people have been written to.")
    press(page, "Pause")
    expect(content(page)).to_contain_text(f"{name} is paused")
    follow(page, "Resume (2 waiting)")
    press(page, "Resume")
    expect(content(page)).to_contain_text(f"{name} goes on.")
    follow(page, "Cancel")
    expect(content(page)).to_contain_text("This can't be undone.")
    press(page, "Cancel for good")

    expect(content(page)).to_contain_text(f"{name} is cancelled.")
    expect(tile(page, "Skipped", 2)).to_be_visible()
    assert product.written_to(numbers) == []


def test_what_nobody_knows_the_end_of_is_decided_then_followed_up_and_copied(page, product):
    name = steps.fresh("No answer")
    product.simulator.post("settings", rate_reset_before=1.0)
    steps.sign_in(page)
    follow(page, "New campaign")
    steps.write_campaign(page, name, steps.pasted(some_numbers(2)))
    steps.send(page, "2 people")
    until(page, page.get_by_role("link", name="Decide on 2 unconfirmed"))

    product.simulator.post("settings", rate_reset_before=0.0)
    follow(page, "Decide on 2 unconfirmed")
    expect(content(page)).to_contain_text("Some may get the message twice.")
    press(page, "Send again to 2 people")
    until(page, tile(page, "Read", 2))

    follow(page, "Follow up")
    page.get_by_label("Delivered, but no reply (2)").check()
    press(page, "Make the draft")
    expect(page.get_by_label("Name", exact=True)).to_have_value(re.compile(f"^{name}: "))
    follow(page, "Save and close")
    expect(content(page)).to_contain_text(f"Follow-up to {name}")

    page.get_by_role("link", name=name, exact=True).click()
    follow(page, "Duplicate")
    press(page, "Make a copy")
    expect(heading(page)).to_have_text("What is the campaign called?")
