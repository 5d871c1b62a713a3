"""The wizard: five steps over a saved draft."""

from datetime import date, time

import pytest

from jobs.count_people import count_people
from tests.factories import a_contact, a_draft, a_sender, a_template, with_recipients
from webapp import queues
from webapp.domain.campaign_status import CampaignStatus
from webapp.domain.consent import ConsentSource
from webapp.domain.import_status import ImportStatus
from webapp.extensions import db
from webapp.models import Audience, Campaign, Contact, Recipient
from webapp.queries import contacts as contacts_query
from webapp.services import activations, contact_imports, contacts, erasure

LIMA = {
    "match": "all",
    "conditions": [{"field": "attributes.city", "operator": "is", "value": "Lima"}],
}
EVERYONE = {"match": "all", "conditions": []}


@pytest.fixture
def draft(app) -> Campaign:
    """A draft for everyone, without a first day yet."""
    return a_draft(name="Spring", target_audience=EVERYONE, variables={})


def the_campaign() -> Campaign:
    db.session.expire_all()
    return db.session.scalars(db.select(Campaign)).one()


def test_a_whole_campaign_is_made_step_by_step(open_page, at):
    at("2025-10-05 08:00")
    template = a_template(a_sender())
    for number in range(3):
        a_contact(name=f"Person {number}", city="Lima")

    page = open_page("/campaigns/new").submit("Save and continue", {"name": "Spring harvest"})
    assert page.heading == "Which message?"
    page = page.submit("Save and continue", {"template": template.id})
    assert page.heading == "What stands in the gaps?"
    values = {"values-0-source": "name", "values-0-text": "friend"}
    page = page.submit("Save and continue", values)
    assert page.heading == "Who gets the message?"
    page = page.submit("Save and continue", {"kind": "everyone"})
    assert page.heading == "When is it sent?"
    page = page.submit("Save and continue", {"start_date": "2025-10-06", "daily_send_limit": "2"})
    assert page.heading == "Is everything right?"
    page = page.submit("Send to 3 people over 2 days")

    assert page.heading == "Spring harvest"
    assert page.messages == ["Spring harvest is on its way."]
    assert "Scheduled Starts on Monday 6 October 2025, 09:00 (UTC) with 2 people." in page.text
    campaign = the_campaign()
    assert campaign.status == CampaignStatus.ACTIVE
    assert (campaign.window_opens, campaign.window_closes) == (time(9), time(20))
    assert queues.redis().llen("rq:queue:default") == 1


def test_a_new_campaign_sent_twice_is_made_once(open_page):
    a_sender()
    page = open_page("/campaigns/new")

    page.submit("Save and continue", {"name": "Spring"})
    page.submit("Save and continue", {"name": "Spring again"})

    assert the_campaign().name == "Spring again"


def test_a_campaign_needs_a_name_and_keeps_what_was_typed(open_page):
    a_sender()

    page = open_page("/campaigns/new").submit("Save and continue", {"description": "For all"})

    assert page.title.startswith("Error:")
    assert page.errors == ["Give the campaign a name."]
    assert page.error_at("name") == "Give the campaign a name."
    assert page.links["Give the campaign a name."] == "#name"
    assert page.field("description").get_text().strip() == "For all"
    assert db.session.query(Campaign).count() == 0


def test_without_a_sender_the_wizard_says_whom_to_ask(open_page):
    assert "No sender is connected yet." in open_page("/campaigns/new").text


def test_another_account_drops_the_message(open_page, draft):
    other = a_sender()

    page = open_page(f"/campaigns/{draft.id}/details")
    page.submit("Save and continue", {"sender_id": other.id})

    assert the_campaign().message_template is None


def test_only_approved_templates_of_the_account_are_offered(open_page, draft):
    a_template(draft.sender, name="paused_one", status="PAUSED")
    a_template(a_sender(), name="of_others")

    page = open_page(f"/campaigns/{draft.id}/message")

    assert draft.message_template.name in page.text
    assert "paused_one" not in page.text
    assert "of_others" not in page.text


def test_no_message_chosen_is_said(open_page):
    draft = a_draft()
    draft.message_template = None

    page = open_page(f"/campaigns/{draft.id}/message").submit("Save and continue")

    assert page.errors == ["Choose a message template."]


def test_the_preview_shows_a_real_contact_and_then_the_next(open_page, draft):
    a_contact(name="Ana")
    a_contact(name="Luis")
    page = open_page(f"/campaigns/{draft.id}/message/variables")

    page = page.submit("Save and look", {"values-0-source": "name"})

    assert page.heading == "What stands in the gaps?"
    assert "Hello Ana" in page.text
    assert "Hello Luis" in page.follow("Show as the next person").text


def test_a_gap_without_a_text_is_refused_at_its_field(open_page, draft):
    page = open_page(f"/campaigns/{draft.id}/message/variables")

    page = page.submit("Save and continue", {"values-0-source": "", "values-0-text": ""})

    assert page.errors == ["First name needs a text."]
    assert page.error_at("values-0-text") == "First name needs a text."


def test_people_who_lack_a_value_are_counted(open_page, draft):
    a_contact(name="Ana")
    a_contact()
    page = open_page(f"/campaigns/{draft.id}/message/variables")

    page = page.submit("Save and look", {"values-0-source": "name", "values-0-text": ""})

    assert "1 person has no value here" in page.text


def test_the_report_says_what_people_have_and_what_becomes_of_the_others(open_page, draft):
    a_contact(name="Ana")
    a_contact()
    page = open_page(f"/campaigns/{draft.id}/message/variables")

    values = {"values-0-source": "name", "values-0-text": "", "values-0-missing": "skip"}
    page = page.submit("Save and look", values)

    assert "50.0 % of 2 people have a value; the longest has 3 letters." in page.text
    assert "1 person has none and is left out." in page.text
    page = open_page(f"/campaigns/{draft.id}/audience")
    assert page.facts()["Left out: no value for a variable"] == "−1"
    assert page.facts()["Will get the message"] == "1 person"
    values |= {"values-0-text": "friend", "values-0-missing": ""}
    page = open_page(f"/campaigns/{draft.id}/message/variables").submit("Save and look", values)
    assert "1 person has none and reads “friend”." in page.text


def test_the_preview_is_of_someone_who_is_looked_for_and_steps_both_ways(open_page, draft):
    draft.variables = {"first_name": {"attribute": "name"}}
    for name in ("Ana", "Luis", "Marta"):
        a_contact(name=name)

    page = open_page(f"/campaigns/{draft.id}/message/variables").submit("Find", {"who": "luis"})

    assert "Hello Luis" in page.text
    assert "Hello Ana" in page.follow("Show as the previous person").text
    assert "Hello Marta" in page.follow("Show as the next person").text
    page = open_page(f"/campaigns/{draft.id}/message/variables?who=nobody")
    assert "Nobody was found." in page.text


def test_the_people_of_a_file_are_chosen(open_page, draft):
    a_contact()
    upload = contact_imports.upload("people.csv", [b"phone\n3001112233\n"], "CO", "eva")
    page = open_page(f"/campaigns/{draft.id}/audience")
    assert page.submit("Save and continue", {"kind": "file"}).errors == [
        "Choose a file, or upload one under Contacts first."
    ]
    upload.status = ImportStatus.DONE

    page = open_page(f"/campaigns/{draft.id}/audience")
    page = page.submit("Save and count", {"kind": "file", "file": upload.id})

    assert page.facts()["Everyone whose files include “people.csv”"] == "0"


def test_review_says_whether_a_test_was_sent(open_page):
    draft = with_recipients(a_draft(), 2)
    page = open_page(f"/campaigns/{draft.id}/review")
    assert "No test was sent yet" in page.text

    page.submit("Send the test", {"phone_number": "+57 300 111 2233"})

    assert "A test was sent" in open_page(f"/campaigns/{draft.id}/review").text


def test_rows_choose_people_and_the_page_counts_them(open_page, draft):
    a_contact(city="Lima")
    a_contact(city="Quito")
    gone = a_contact(city="lima")
    contacts.unsubscribe(gone, ConsentSource.STAFF, "tests")
    page = open_page(f"/campaigns/{draft.id}/audience")

    rows = {
        "kind": "rule",
        "conditions-0-field": "attributes.city",
        "conditions-0-operator": "is",
        "conditions-0-value": "Lima",
    }
    page = page.submit("Save and count", rows)

    assert the_campaign().target_audience == LIMA
    assert page.facts() == {
        "Everyone whose city is “Lima”": "2",
        "Unsubscribed: never written to": "−1",
        "Will get the message": "1 person",
    }
    assert page.field("conditions-0-value")["value"] == "Lima"


def test_each_exclusion_is_a_step_down_to_who_gets_the_message(open_page, draft):
    for name in ("Ana", "Eva", "Luis"):
        a_contact(name=name, city="Lima")
    contacts.unsubscribe(a_contact(name="Mia", city="Lima"), ConsentSource.STAFF, "tests")
    out = [{"field": "name", "operator": "is", "value": name} for name in ("Eva", "Luis")]
    draft.target_audience = {**LIMA, "exclude": out}
    with_recipients(draft, [db.session.scalars(db.select(Contact.phone_number)).first()])

    for step in ("audience", "review"):
        assert open_page(f"/campaigns/{draft.id}/{step}").facts() == {
            "Everyone whose city is “Lima”": "4",
            "Left out: name is “Eva”": "−1",
            "Left out: name is “Luis”": "−1",
            "Unsubscribed: never written to": "−1",
            "Added by number already": "−1",
            "Added by number": "+1",
            "Will get the message": "1 person",
        }


def test_a_row_without_its_value_is_refused_and_kept(open_page, draft):
    rows = {"kind": "rule", "conditions-0-field": "country", "conditions-0-value": ""}

    page = open_page(f"/campaigns/{draft.id}/audience").submit("Save and continue", rows)

    assert page.errors == ["Enter a value for country."]
    assert page.error_at("conditions-0-value") == "Enter a value for country."


def test_rows_that_are_all_blank_choose_nobody(open_page, draft):
    page = open_page(f"/campaigns/{draft.id}/audience")

    page = page.submit("Save and continue", {"kind": "rule"})

    assert page.errors == ["Fill in at least one row, or choose everyone."]


def test_a_saved_audience_is_taken_over(open_page, draft):
    audience = Audience(name="Lima", filter=LIMA)
    db.session.add(audience)
    db.session.flush()
    page = open_page(f"/campaigns/{draft.id}/audience")

    assert page.submit("Save and continue", {"kind": "saved"}).errors == [
        "Choose a saved audience."
    ]
    page.submit("Save and continue", {"kind": "saved", "audience": audience.id})

    assert the_campaign().target_audience == LIMA


def test_pasted_numbers_become_people_at_once_and_bad_ones_are_told(open_page, draft):
    pasted = "+57 300 1112233\n0057 300 111 2233\nnot a number\n+573004445566"

    page = open_page(f"/campaigns/{draft.id}/audience")
    page = page.submit("Save and continue", {"kind": "numbers", "numbers": pasted})

    assert page.messages == [
        "2 people added. Left out: 1 there already, 0 unsubscribed, 1 not readable."
    ]
    assert page.errors == ["1 of the numbers could not be read."]
    assert page.rows("Numbers")[0][0] == "not a number"
    assert page.field("numbers").get_text().strip() == "not a number"
    assert page.facts()["Will get the message"] == "2 people"
    assert the_campaign().target_audience is None


def test_who_was_erased_is_not_brought_back_by_pasting(open_page, draft):
    erasure.erase(a_contact("+573001112233"), "eva")
    page = open_page(f"/campaigns/{draft.id}/audience")

    page = page.submit("Save and count", {"kind": "numbers", "numbers": "+57 300 1112233"})

    assert page.messages == [
        "0 people added. Left out: 0 there already, 1 unsubscribed, 0 not readable."
    ]
    assert db.session.query(Contact).count() == 0


def test_people_added_by_number_can_be_taken_out_again(open_page):
    draft = with_recipients(a_draft(), 3)

    page = open_page(f"/campaigns/{draft.id}/audience").submit(
        "Remove the 3 people added by number"
    )

    assert page.messages == ["Nobody is added by number any more."]
    assert db.session.query(Recipient).count() == 0


def test_the_schedule_forecasts_the_last_day(open_page, at):
    at("2025-10-05 00:00")
    draft = with_recipients(a_draft(), 10)

    page = open_page(f"/campaigns/{draft.id}/schedule")
    page = page.submit("Save and see the days", {"daily_send_limit": "4"})

    assert "3 days : from 5 October 2025 to 7 October 2025" in page.text
    assert [row[2] for row in page.rows("People on each day")] == ["4", "4", "2"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"start_date": "2025-10-04"}, "Choose today or a later day."),
        ({"start_date": ""}, "Choose the first day."),
        ({"daily_send_limit": "0"}, "Enter a number from 1 to 10,000,000."),
        (
            {"window_opens": "10:00", "window_closes": "09:00"},
            "Choose a time later than the beginning.",
        ),
        ({"weekdays": []}, "Tick at least one day."),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(open_page, draft, at, typed, said):
    at("2025-10-05 12:00")

    page = open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", typed)

    assert page.errors == [said]


def test_the_schedule_is_saved(open_page, draft, at):
    at("2025-10-05 12:00")
    typed = {
        "start_date": "2025-10-06",
        "daily_send_limit": "100",
        "window_opens": "09:30",
        "window_closes": "00:00",
        "weekdays": ["0", "4"],
        "timezone": "America/Lima",
    }

    open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", typed)

    saved = the_campaign()
    assert (saved.start_date, saved.daily_send_limit) == (date(2025, 10, 6), 100)
    assert (saved.window_opens, saved.window_closes) == (time(9, 30), time(0))
    assert (saved.weekdays, saved.timezone) == ([0, 4], "America/Lima")


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


def test_every_step_of_a_campaign_that_has_begun_leads_to_it(open_page):
    draft = with_recipients(a_draft(name="Spring"), 1)
    open_page(f"/campaigns/{draft.id}/review").submit("Send to 1 person over 1 day")

    steps = ("details", "message", "message/variables", "audience", "schedule", "review")

    assert {open_page(f"/campaigns/{draft.id}/{step}").heading for step in steps} == {"Spring"}


def test_an_old_tab_does_not_change_a_campaign_that_has_begun(open_page):
    draft = with_recipients(a_draft(name="Spring"), 1)
    tab = open_page(f"/campaigns/{draft.id}/details")
    open_page(f"/campaigns/{draft.id}/review").submit("Send to 1 person over 1 day")

    page = tab.submit("Save and continue", {"name": "Another"})

    assert page.heading == "Spring"


def test_a_viewer_may_not_begin_a_campaign(open_page, viewer):
    assert open_page("/campaigns/new", viewer).heading == "You may not do this"


def test_a_large_campaign_says_that_it_is_being_started(open_page, at, monkeypatch):
    at("2025-10-05 08:00")
    monkeypatch.setattr(activations, "MOST_AT_ONCE", 2)
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
    monkeypatch.setattr(contacts_query, "MANY", 0)
    for _ in range(3):
        a_contact()
    for step in ("audience", "schedule", "review"):
        page = open_page(f"/campaigns/{draft.id}/{step}")
        assert "The people are being counted … Look again" in page.text
        assert page.soup.select_one("#people[hx-get]")["hx-select"] == "#people"
        assert not any("Send to" in button.text for button in page.soup.find_all("button"))
    draft.variables = {"first_name": {"text": "you"}}
    db.session.commit()

    count_people(f"draft {draft.id}")

    page = open_page(f"/campaigns/{draft.id}/schedule")
    assert "3 people, as it is saved now" in page.text
    assert "Counted at 5 Oct 2025, 08:00" in page.text
    page = open_page(f"/campaigns/{draft.id}/review")
    assert "#people" not in str(page.soup.select("[hx-get]"))
    assert page.submit("Send to 3 people over 1 day").heading == "Spring"
