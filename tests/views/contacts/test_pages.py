"""Contacts, their consent, and files of them."""

import io

import pytest

from tests.support.factories import a_contact, a_sender, a_template, an_active_campaign
from tests.support.page import Page
from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, Recipient
from webapp.queries.contacts import timeline
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message

ANA = "+573001112233"


@pytest.fixture
def ana(app) -> Contact:
    return a_contact(ANA, "Ana Gómez", city="Lima")


def test_no_contact_yet(open_page):
    assert open_page("/contacts/").rows() == [
        ["There are no contacts yet. Upload a file to begin."]
    ]


@pytest.mark.parametrize(
    "search",
    [
        *("+57 300 111-2233", "00573001112233", "ana", "Ana G", "gómez", "GÓM ana", "lima", "Lim"),
        *("ana lima", "o'higgins", "12345678"),
    ],
)
def test_someone_is_found_by_any_writing_of_the_phone_or_words_of_name_and_fields(
    open_page, ana, search
):
    a_contact(ANA, street="Calle O'Higgins", order="12345678")
    a_contact("+573009998877", "Mariana")

    page = open_page("/contacts/").submit("Find", {"search": search})

    assert [row[1] for row in page.rows()] == ["Ana Gómez"]


@pytest.mark.parametrize("search", ["%25", "ana nobody", "mez", "'", "\\", "':*", "|", "()"])
def test_nobody_is_found_by_what_nobody_is_called(open_page, ana, search):
    assert open_page(f"/contacts/?search={search}").rows() == [["Nobody was found."]]


def test_one_tab_shows_who_unsubscribed(open_page, ana):
    a_contact(name="Luis").subscription = "unsubscribed"

    assert [row[1] for row in open_page("/contacts/").follow("Unsubscribed").rows()] == ["Luis"]


def test_a_long_list_goes_on_page_by_page(open_page):
    for _ in range(60):
        a_contact()

    first = open_page("/contacts/")
    second = first.follow("Next page")
    back = second.follow("Previous page")

    assert len({row[0] for row in first.rows() + second.rows()}) == 60
    assert back.rows() == first.rows()
    assert "Previous page" not in back.text


def test_a_long_list_goes_back_page_by_page_as_it_went_on(open_page):
    for number in range(130):
        a_contact(name=f"Person {number}")
    names = [f"Person {number}" for number in reversed(range(130))]

    pages = [open_page("/contacts/?search=person")]
    while "Next page" in pages[-1].text:
        pages.append(pages[-1].follow("Next page"))
    back = [pages[-1].follow("Previous page")]
    back.append(back[0].follow("Previous page"))

    assert [row[1] for page in pages for row in page.rows()] == names
    assert [page.rows() for page in back] == [pages[1].rows(), pages[0].rows()]


def test_one_contact_shows_what_we_know_and_what_came_of_campaigns(open_page, ana):
    campaign = an_active_campaign([ANA], name="Spring")

    page = open_page(f"/contacts/{ana.id}")

    facts = page.facts()
    assert (facts["Subscription"], facts["Phone"]) == ("Subscribed", "+57 300 1112233")
    assert facts["City"] == "Lima"
    assert page.rows("What this person agreed to")[0][:2] == [
        "Agreed",
        "by a file that was imported noted by tests",
    ]
    assert page.rows("Campaigns")[0][:2] == ["Spring", "Waiting"]
    assert page.follow("Spring").path.startswith(f"/campaigns/{campaign.id}/recipients/")


def test_all_times_of_a_contact_are_those_of_one_zone(open_page, ana, at):
    at("2025-10-02 03:14")
    an_active_campaign([ANA], timezone="America/Lima")
    db.session.query(Recipient).one().accepted_at = clock.now()

    page = open_page(f"/contacts/{ana.id}")

    assert page.rows("Campaigns and their outcomes")[0][2] == "2 Oct, 03:14"


def test_the_latest_are_shown_first_and_then_the_whole_history(open_page, ana, monkeypatch):
    monkeypatch.setattr(timeline, "SHORT_LENGTH", 2)
    for number in range(3):
        an_active_campaign([ANA], name=f"Campaign {number}")

    page = open_page(f"/contacts/{ana.id}")
    whole = page.follow("Show the whole history")

    names = [[row[0] for row in one.rows("Campaigns")] for one in (page, whole)]
    assert names[0] == ["Campaign 2", "Campaign 1"]
    assert names[1] == ["Campaign 2", "Campaign 1", "Campaign 0"]
    assert "The latest of each" not in whole.text


def test_a_single_message_is_told_of_and_has_no_page_of_its_own(open_page, ana):
    sender = a_sender()
    message = Message(sender, a_template(sender), {"first_name": {"text": "you"}})
    sent = single_message.send(message, ContactIds(phone.parse(ANA, "")), "UTC", "token shop")

    page = open_page(f"/contacts/{ana.id}")

    [row] = page.rows("Campaigns")
    assert row[0] == sent.campaign.name
    assert sent.campaign.name not in page.links


def test_as_many_fields_as_a_file_may_bring_can_be_edited(open_page, ana):
    ana.attributes = {f"field_{number:03}": str(number) for number in range(250)}
    db.session.flush()

    page = open_page(f"/contacts/{ana.id}/edit").submit("Save", {"name": "Ana María"})

    assert page.messages == ["The contact is saved."]
    db.session.expire_all()
    assert (ana.name, len(ana.attributes)) == ("Ana María", 250)


def test_what_a_file_brought_meanwhile_is_not_written_over_unseen(open_page, ana):
    page = open_page(f"/contacts/{ana.id}/edit")
    ana.attributes, ana.updated_at = {"city": "Cali"}, clock.now()
    db.session.commit()

    refused = page.submit("Save", {"name": "Anita"})

    assert "has changed this contact meanwhile" in refused.text
    db.session.expire_all()
    assert (ana.name, ana.attributes) == ("Ana Gómez", {"city": "Cali"})
    assert refused.submit("Save", {}).messages == ["The contact is saved."]
    db.session.expire_all()
    assert ana.name == "Anita"


def test_name_and_fields_are_changed_added_and_taken_away(open_page, ana):
    page = open_page(f"/contacts/{ana.id}").follow("Edit")

    typed = {
        "name": "Ana María",
        "attributes-0-value": "",
        "attributes-1-name": "Favourite Colour",
        "attributes-1-value": "red",
    }
    page = page.submit("Save", typed)

    assert page.messages == ["The contact is saved."]
    db.session.expire_all()
    assert (ana.name, ana.attributes) == ("Ana María", {"favourite_colour": "red"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "x" * 201}, "The name is too long: give at most 200 characters."),
        (
            {"attributes-1-name": "city", "attributes-1-value": "x" * 1_001},
            "The value is too long: give at most 1,000 characters.",
        ),
        (
            {"attributes-1-name": "x" * 101, "attributes-1-value": "Lima"},
            "The name of a field is too long: give at most 100 characters.",
        ),
    ],
)
def test_what_is_too_long_for_a_contact_is_refused(open_page, ana, typed, said):
    page = open_page(f"/contacts/{ana.id}/edit").submit("Save", typed)

    assert page.errors == [said]


def test_no_field_takes_the_place_of_the_name(open_page, ana):
    page = open_page(f"/contacts/{ana.id}/edit")

    page = page.submit("Save", {"attributes-1-name": "Name", "attributes-1-value": "Eva"})

    assert page.errors == ["No field can be called name: the name has a place of its own."]
    assert page.field("attributes-1-value")["value"] == "Eva"


def test_unsubscribing_needs_a_reason_and_withdraws_from_every_campaign(open_page, ana):
    an_active_campaign([ANA])
    page = open_page(f"/contacts/{ana.id}").follow("Unsubscribe")

    assert page.submit("Unsubscribe").errors == ["Say how you know, in a few words."]
    page = page.submit("Unsubscribe", {"words": "Asked on the phone"})

    assert page.messages == ["The contact is unsubscribed now."]
    assert "Asked on the phone" in page.rows("What this person agreed to")[0][1]
    assert db.session.scalars(db.select(Recipient)).one().status == RecipientStatus.SKIPPED


def test_someone_is_subscribed_again_with_a_reason(open_page, ana):
    page = open_page(f"/contacts/{ana.id}/unsubscribe").submit("Unsubscribe", {"words": "No"})

    page = page.follow("Subscribe").submit("Subscribe", {"words": "Yes"})

    assert page.messages == ["The contact is subscribed now."]


def test_a_contact_that_is_not_there_is_not_found(open_page):
    assert open_page("/contacts/1").status == 404


def upload(open_page, content: str) -> Page:
    file = (io.BytesIO(content.encode()), "people.csv")
    return open_page("/contacts/upload").submit("Upload", {"file": file})


def test_a_file_that_is_handed_in_leads_to_its_import(open_page):
    page = upload(open_page, "phone,name,city\n+573001112233,Ana,Lima\n")

    assert page.path.startswith("/contacts/imports/")
    assert "people.csv" in page.text


def test_no_file_is_said(open_page):
    assert "Choose a file" in open_page("/contacts/upload").submit("Upload").errors[0]


def test_a_file_that_is_too_large_is_refused_in_words(open_page, app):
    app.config["MAX_CONTENT_LENGTH"], usual = 1000, app.config["MAX_CONTENT_LENGTH"]

    page = upload(open_page, "phone\n" + "+573001112233\n" * 1000)
    app.config["MAX_CONTENT_LENGTH"] = usual

    assert (page.status, page.heading) == (413, "That is too large")


def test_a_viewer_sees_contacts_and_changes_none(open_page, viewer, ana):
    page = open_page(f"/contacts/{ana.id}", viewer)

    assert page.heading == "Ana Gómez"
    assert "Edit" not in page.links
    assert open_page(f"/contacts/{ana.id}/edit", viewer).status == 403
