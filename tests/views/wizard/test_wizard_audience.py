"""The wizard's third step: the audience."""

from datetime import timedelta

from tests.support.factories import a_contact, a_draft, an_active_campaign, with_recipients
from tests.views.drafts import LIMA, the_campaign
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import Audience, Contact, Recipient
from webapp.services.contacts import erasure, subscriptions
from webapp.services.imports import steps


def test_the_people_of_a_file_are_chosen(open_page, draft):
    a_contact()
    upload = steps.upload("people.csv", [b"phone\n3001112233\n"], "CO", "eva")
    page = open_page(f"/campaigns/{draft.id}/audience")
    assert page.submit("Save and continue", {"kind": "file"}).errors == [
        "Choose a file, or upload one under Contacts first."
    ]
    upload.status = ImportStatus.DONE

    page = open_page(f"/campaigns/{draft.id}/audience")
    page = page.submit("Save and count", {"kind": "file", "file": upload.id})

    assert page.facts()["Everyone whose files include “people.csv”"] == "0"


def test_rows_choose_people_and_the_page_counts_them(open_page, draft):
    a_contact(city="Lima")
    a_contact(city="Quito")
    gone = a_contact(city="lima")
    subscriptions.unsubscribe(gone, ConsentSource.STAFF, "tests")
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
    subscriptions.unsubscribe(a_contact(name="Mia", city="Lima"), ConsentSource.STAFF, "tests")
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


def got(number, campaign, days_ago):
    """Let the person get a message of a campaign with the name."""
    an_active_campaign([number], name=campaign)
    person = db.session.scalars(db.select(Recipient).order_by(Recipient.id.desc())).first()
    person.accepted_at = clock.now() - timedelta(days=days_ago)


def test_people_are_left_out_by_what_they_got_and_by_country_alone(open_page, draft):
    got("+573001112233", "Spring", 40)
    got("+573001112234", "Winter", 3)
    a_contact("+51900111222")
    a_contact("+573001112235")
    rows = [
        ("written", "last_days", "7", "exclude"),
        ("campaigns_got", "include", "Spring", "exclude"),
        ("country", "is", "PE", "exclude"),
    ]
    parts = ("field", "operator", "value", "part")
    typed = {
        f"conditions-{place}-{part}": value
        for place, row in enumerate(rows)
        for part, value in zip(parts, row, strict=True)
    }

    page = open_page(f"/campaigns/{draft.id}/audience")
    page = page.submit("Save and count", {"kind": "rule", **typed})

    assert page.facts() == {
        "Everyone": "4",
        "Left out: last message from us is at most so many days ago: “7”": "−1",
        "Left out: campaigns include “Spring”": "−1",
        "Left out: country is “PE”": "−1",
        "Unsubscribed: never written to": "−0",
        "Will get the message": "1 person",
    }
    stored = dict(draft.target_audience)
    page.submit("Save and count")
    db.session.refresh(draft)
    assert draft.target_audience == stored


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
