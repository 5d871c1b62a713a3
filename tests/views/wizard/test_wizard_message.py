"""The wizard's second step: the message, its variables, and its preview."""

from tests.support.factories import a_contact, a_draft, a_sender, a_template
from tests.views.drafts import the_campaign


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

    assert page.heading == "Fill in the variables"
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


def test_a_template_that_cannot_be_sent_from_here_is_refused_with_the_reason(open_page, draft):
    body = {"type": "BODY", "text": "Look"}
    template = a_template(draft.sender, components=[body, {"type": "CAROUSEL", "cards": []}])
    before = draft.message_template_id

    page = open_page(f"/campaigns/{draft.id}/message")
    page = page.submit("Save and continue", {"template": template.id})

    assert page.errors == [
        "It is a carousel of several cards, which can't be sent from here. Choose another template."
    ]
    assert the_campaign().message_template_id == before


def test_such_a_template_without_variables_is_refused_on_the_page_of_values(open_page, draft):
    offer = {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Today"}}
    draft.message_template.components = [{"type": "BODY", "text": "Look"}, offer]

    page = open_page(f"/campaigns/{draft.id}/message/variables").submit("Save and continue")

    assert "It is an offer with a countdown" in page.text
