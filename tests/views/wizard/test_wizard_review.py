"""The wizard's last step: missing items, and the button that sends."""

from datetime import date

from tests.support.background import run_due_tasks
from tests.support.factories import a_contact, a_draft, a_sender, a_template, with_recipients
from tests.views.drafts import EVERYONE, the_campaign
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.queries.contacts import lists
from webapp.services.recipients import from_audience


def test_review_says_whether_a_test_was_sent(open_page):
    draft = with_recipients(a_draft(), 2)
    page = open_page(f"/campaigns/{draft.id}/review")
    assert "No test was sent yet" in page.text

    page.submit("Send the test", {"phone_number": "+57 300 111 2233"})

    assert "A test was sent" in open_page(f"/campaigns/{draft.id}/review").text


def test_review_ticks_what_is_done_and_offers_no_button_before(open_page, draft):
    draft.message_template = None

    page = open_page(f"/campaigns/{draft.id}/review")

    checks = {words.split(" (")[0]: words for words in _checklist(page)}
    assert "(yes)" in checks["The sender is connected"]
    assert "Choose a message template." in checks["The message template is approved"]
    assert "Nobody would get the message" in checks["There are people to write to"]
    assert not page.soup.select(".send button")


def _checklist(page) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.soup.select(".checks li")]


def test_review_asks_people_added_by_number_only_for_what_they_lack(open_page):
    draft = with_recipients(a_draft(), 2)

    page = open_page(f"/campaigns/{draft.id}/review")

    assert "not yet" not in " ".join(_checklist(page))
    assert page.soup.select_one(".send button").get_text().strip() == "Send to 2 people over 1 day"


def test_sending_twice_finds_the_campaign_active_and_goes_there(open_page):
    draft = with_recipients(a_draft(name="Spring"), 2)
    page = open_page(f"/campaigns/{draft.id}/review")

    first = page.submit("Send to 2 people over 1 day")
    second = page.submit("Send to 2 people over 1 day")

    assert (first.heading, second.heading) == ("Spring", "Spring")
    assert second.path == f"/campaigns/{draft.id}"


def test_what_comes_between_is_said_on_the_review_page(open_page):
    draft = with_recipients(a_draft(), 2)
    page = open_page(f"/campaigns/{draft.id}/review")
    draft.message_template.status = "PAUSED"

    page = page.submit("Send to 2 people over 1 day")

    assert page.status == 422
    assert page.errors[0].startswith("WhatsApp has not approved")
    assert the_campaign().status == CampaignStatus.DRAFT


def test_a_large_campaign_says_that_it_is_being_started(open_page, at, monkeypatch):
    at("2025-10-05 08:00")
    monkeypatch.setattr(from_audience, "MAX_RECIPIENTS_ADDED_IN_REQUEST", 2)
    for _ in range(3):
        a_contact()
    draft = a_draft(name="Spring", target_audience=EVERYONE, start_date=date(2025, 10, 6))

    page = open_page(f"/campaigns/{draft.id}/review").submit("Send to 3 people over 1 day")

    assert page.heading == "Spring"
    assert "Starting Adding 3 people." in page.text
    assert page.soup.find(id="progress").has_attr("hx-get")
    assert open_page(f"/campaigns/{draft.id}/schedule").heading == "Spring"


def test_many_people_are_counted_while_the_wizard_goes_on(open_page, draft, at, monkeypatch):
    at("2025-10-05 08:00")
    monkeypatch.setattr(lists, "MANY_CONTACTS", 0)
    for _ in range(3):
        a_contact()
    for step in ("audience", "schedule", "review"):
        page = open_page(f"/campaigns/{draft.id}/{step}")
        assert "The people are being counted … Look again" in page.text
        assert page.soup.select_one("#people[hx-get]")["hx-select"] == "#people"
        assert not any("Send to" in button.text for button in page.soup.find_all("button"))
    draft.variables = {"first_name": {"text": "you"}}
    db.session.commit()

    run_due_tasks()

    page = open_page(f"/campaigns/{draft.id}/schedule")
    assert "3 people, as it is saved now" in page.text
    assert "Counted at 5 Oct, 08:00" in page.text
    page = open_page(f"/campaigns/{draft.id}/review")
    assert "#people" not in str(page.soup.select("[hx-get]"))
    assert page.submit("Send to 3 people over 1 day").heading == "Spring"


def test_a_link_that_stops_working_is_shown_beside_the_last_day(open_page, at):
    at("2026-12-30 12:00")
    sender = a_sender()
    components = [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Hello"}]
    link = "https://files.example/a.png?X-Amz-Date=20261231T230000Z&X-Amz-Expires=3600"
    draft = a_draft(
        sender,
        message_template=a_template(sender, components=components),
        variables={"header.image": {"text": link}},
        daily_send_limit=1,
    )
    with_recipients(draft, 5)

    review = open_page(f"/campaigns/{draft.id}/review").text
    variables = open_page(f"/campaigns/{draft.id}/message/variables").text

    ends = "The link of the header's file stops working on 1 January 2027 at 00:00"
    assert f"{ends}, and the last day by the plan is 3 January 2027" in review
    assert ends in variables
