"""An administrator's tasks: the sender, the webhook, opt-out keywords, incidents."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import ADMINISTRATOR
from tests.journeys.steps import content, follow, open_setting, press, until
from tests.support.factories import some_numbers

pytestmark = pytest.mark.browser

#: WhatsApp's code for an account that it has locked.
LOCKED = 131031


def test_a_sender_is_asked_and_some_of_its_limit_is_kept_free(page):
    steps.sign_in(page, ADMINISTRATOR)
    open_setting(page, "Senders and limits")
    content(page).get_by_role("button", name="Test call to").click()
    expect(content(page)).to_contain_text("answers: quality High")

    follow(page, "Change the reserve")
    page.get_by_label("People kept free").fill("")
    press(page, "Save the reserve")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("People kept free").fill("1000")
    press(page, "Save the reserve")
    expect(page.get_by_role("complementary")).to_contain_text("1,000 reserved")


def test_a_new_template_comes_with_a_sync(page, product):
    name = steps.fresh("moving sale").replace(" ", "_")
    body = [{"type": "BODY", "text": "Everything must go."}]
    new = {"name": name, "language": "en_US", "category": "MARKETING", "components": body}
    product.simulator.post("templates", **new)
    steps.sign_in(page, ADMINISTRATOR)
    page.goto("/templates/")
    expect(content(page)).not_to_contain_text(name)

    press(page, "Sync now")

    expect(content(page)).to_contain_text("as WhatsApp has them now")
    follow(page, name)
    expect(page.get_by_role("figure", name="Message", exact=True)).to_contain_text("must go")


def test_the_webhook_says_when_the_last_event_came(page, product):
    steps.sign_in(page, ADMINISTRATOR)
    open_setting(page, "Webhook")
    expect(content(page)).to_contain_text(f"{product.url}/webhooks/whatsapp")
    before = last_event(page).inner_text()

    product.calendar.forward(minutes=1)
    product.simulator.post("inbound", **{"from": some_numbers(1)[0], "text": "Hello"})

    until(page, last_event(page).filter(has_not_text=before))


def last_event(page):
    return page.get_by_role("definition").first


def test_a_new_word_stops_messages_to_whoever_writes_it(page, product):
    word, number = steps.fresh("cukup"), some_numbers(1)[0]
    steps.sign_in(page, ADMINISTRATOR)
    open_setting(page, "Keywords")
    follow(page, "Change English")
    stop = page.get_by_label("Words that mean STOP")
    stop.fill(f"{stop.input_value()}\n{word}")
    press(page, "Save the words")
    expect(content(page)).to_contain_text("The words are saved")

    product.simulator.post("inbound", **{"from": number, "text": word})

    page.goto("/replies/?effect=opted_out")
    until(page, page.get_by_role("row").filter(has_text=word))


def test_an_incident_is_seen_to_and_is_over(page, product):
    steps.sign_in(page, ADMINISTRATOR)
    product.simulator.post("settings", refuse_with=LOCKED)
    follow(page, "New campaign")
    steps.write_campaign(page, steps.fresh("Locked"), steps.pasted(some_numbers(1)))
    steps.send(page, "1 person")
    until(page, page.get_by_text("the sender is stopped"))

    product.simulator.post("settings", refuse_with=0)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Acme Shop.*locked")).click()
    incident = page.url
    follow(page, "Look at what it is about")
    content(page).get_by_role("button", name=re.compile("^Start .* again$")).click()
    expect(content(page)).to_contain_text("may send again. Resume its campaigns one by one.")
    page.goto(incident)
    expect(content(page)).to_contain_text("Over")
