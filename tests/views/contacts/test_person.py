"""The rights of a person: a copy of all data, a merge of duplicates, erasure."""

import pytest

from tests.support.factories import a_contact, an_active_campaign
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Contact, Erasure
from webapp.services.contacts import merge, subscriptions

ANA, EVA = "+573001112233", "+573001112234"


@pytest.fixture
def ana(app) -> Contact:
    return a_contact(ANA, "Ana", city="Lima")


def test_a_copy_of_everything_comes_as_a_file(open_page, editor, ana):
    an_active_campaign([ANA], name="Spring")

    answer = editor.get(open_page(f"/contacts/{ana.id}").links["Export"])

    assert answer.headers["Content-Disposition"] == f'attachment; filename="contact-{ana.id}.json"'
    assert answer.json["contact"]["attributes"] == {"city": "Lima"}
    assert [one["campaign"] for one in answer.json["campaigns"]] == ["Spring"]


def test_someone_is_erased_once_it_is_confirmed(open_page, ana):
    here = f"/contacts/{ana.id}"
    asked = open_page(here).follow("Erase")
    assert asked.heading == "Erase Ana?"
    assert "This can't be undone." in asked.text
    assert db.session.query(Contact).count() == 1

    page = asked.submit("Erase this person")

    assert page.messages == ["The person is erased, and no file brings them back."]
    assert (db.session.query(Contact).count(), db.session.query(Erasure).count()) == (0, 1)
    assert (open_page(here).status, asked.submit("Erase this person").status) == (404, 404)


def test_two_contacts_are_made_one_by_any_writing_of_the_other_number(open_page, ana):
    subscriptions.unsubscribe(
        a_contact(EVA, "Eva", size="M"), ConsentSource.KEYWORD, "webhook", "STOP"
    )
    asked = open_page(f"/contacts/{ana.id}").follow("Same as another")

    page = asked.submit("Make one of both", {"phone_number": "0057 300-111 2234"})

    assert page.messages == ["The two contacts are one now."]
    facts = page.facts()
    assert (facts["Name"], facts["City"], facts["Size"]) == ("Ana", "Lima", "M")
    assert (facts["Subscription"], facts["Also known as"]) == ("Unsubscribed", "+57 300 1112234")
    assert db.session.query(Contact).count() == 1
    again = asked.submit("Make one of both", {"phone_number": EVA})
    assert again.errors == ["These are the same contact already."]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a phone number or a user id."),
        ("+573009998877", "No contact has this phone number or user id."),
        ("hello", "No contact has this phone number or user id."),
        (ANA, "These are the same contact already."),
    ],
)
def test_without_another_contact_there_is_nothing_to_join(open_page, ana, typed, said):
    page = open_page(f"/contacts/{ana.id}/merge")

    page = page.submit("Make one of both", {"phone_number": typed})

    assert (page.errors, page.field("phone_number")["value"]) == ([said], typed)


def test_a_contact_is_found_by_a_former_number_and_alone_has_none_to_show(open_page, ana):
    merge.merge(ana, a_contact(EVA, "Eva"), "eva")
    zoe = a_contact("+573001112235", "Zoe")
    db.session.commit()

    page = open_page("/contacts?search=0057+300-111+2234")

    assert "Ana" in page.text
    assert "Zoe" not in page.text
    assert "Also known as" not in open_page(f"/contacts/{zoe.id}").text


@pytest.mark.parametrize("what", ["export", "erase", "merge"])
def test_a_viewer_may_do_none_of_it(open_page, viewer, ana, what):
    assert open_page(f"/contacts/{ana.id}/{what}", viewer).status == 403
    assert open_page(f"/contacts/0/{what}").status == 404
