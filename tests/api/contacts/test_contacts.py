"""Contacts and their subscription."""

import pytest

from tests.support.factories import a_contact, an_active_campaign
from webapp import clock
from webapp.extensions import db
from webapp.models import AuditEntry, Contact, Recipient
from webapp.services.campaigns import daily
from webapp.services.contacts import erasure, merge


def test_a_contact_is_found_by_any_writing_of_the_number(call):
    a_contact("+5511987654321", "Ana", city="Lima")

    for written in (
        "+5511987654321",
        "%2B5511987654321",
        "5511987654321",
        "%2B551187654321",
        "0055 11 98765-4321",
    ):
        shown = call("GET", f"/contacts/{written}")
        assert shown.status_code == 200
        assert shown.json["phone_number"] == "+5511987654321"
    assert shown.json["name"] == "Ana"
    assert shown.json["attributes"] == {"city": "Lima"}
    assert shown.json["subscription"] == "subscribed"
    assert [event["kind"] for event in shown.json["consent_events"]] == ["opt_in"]


def test_a_contact_that_we_do_not_know_is_not_found(call):
    assert call("GET", "/contacts/+573001112233").status_code == 404


def test_what_is_no_number_is_refused(call):
    answer = call("GET", "/contacts/ana")

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == ["phone_number"]


def test_a_new_contact_has_agreed_by_the_token(call):
    answer = call("PUT", "/contacts/+573001112233", {"name": "Ana", "attributes": {"city": "Lima"}})

    assert answer.status_code == 201
    assert answer.json["name"] == "Ana"
    event = answer.json["consent_events"][0]
    assert (event["kind"], event["source"], event["actor"]) == ("opt_in", "api", "token crm")


def test_a_known_contact_gets_the_attributes_that_are_given_instead(call):
    a_contact("+573001112233", "Ana", city="Lima", tier="gold")

    answer = call("PUT", "/contacts/+573001112233", {"attributes": {"city": "Quito", "tier": ""}})

    assert answer.status_code == 200
    assert answer.json["name"] == "Ana"
    assert answer.json["attributes"] == {"city": "Quito"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": 5}, "name"),
        ({"attributes": {"City Name": "Lima"}}, "attributes.City Name"),
        ({"attributes": {"name": "Ana"}}, "attributes.name"),
        ({"attributes": {"city": 5}}, "attributes.city"),
        ({"name": "x" * 201}, "name"),
        ({"attributes": {"city": "x" * 1_001}}, "attributes.city"),
        ({"attributes": {"x" * 101: "Lima"}}, f"attributes.{'x' * 101}"),
        ({"subscription": "subscribed"}, "subscription"),
    ],
)
def test_a_contact_takes_nothing_strange(call, body, field):
    answer = call("PUT", "/contacts/+573001112233", body)

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [field]


def test_a_change_by_a_program_is_noted_as_one_by_staff_is(call):
    a_contact("+573001112233", "Ana")

    call("PUT", "/contacts/+573001112233", {"name": "Eva"})

    noted = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (noted.actor, noted.action) == ("token crm", "contact.edit")


def test_who_unsubscribes_is_taken_out_of_every_campaign(call):
    campaign = an_active_campaign(["+573001112233"])
    daily.allocate_due(clock.now())

    answer = call("POST", "/contacts/+573001112233/unsubscribe", {"words": "by phone"})

    assert answer.json["subscription"] == "unsubscribed"
    event = answer.json["consent_events"][0]
    assert (event["kind"], event["words"]) == ("opt_out", "by phone")
    recipient = db.session.scalars(db.select(Recipient)).one()
    db.session.refresh(recipient)
    assert (recipient.status, recipient.skip_reason) == ("skipped", "opted_out")
    assert call("GET", f"/campaigns/{campaign.id}/stats").json["skipped"] == 1


def test_a_stop_of_someone_unknown_is_remembered(call):
    stopped = call("POST", "/contacts/+573001112233/unsubscribe")
    later = call("PUT", "/contacts/+573001112233", {"name": "Ana"})

    assert stopped.json["subscription"] == "unsubscribed"
    assert later.json["subscription"] == "unsubscribed"


def test_who_agrees_again_is_subscribed_again(call):
    call("POST", "/contacts/+573001112233/unsubscribe")

    answer = call("POST", "/contacts/+573001112233/subscribe", {"words": "asked for it"})

    assert answer.json["subscription"] == "subscribed"
    assert answer.json["consent_events"][0]["words"] == "asked for it"


def test_nobody_who_was_erased_comes_back_unless_they_agree_again(call):
    erasure.erase(a_contact("+573001112233"), "eva")
    db.session.commit()

    refused = call("PUT", "/contacts/+573001112233", {"name": "Ana"})
    there = call("GET", "/contacts/+573001112233").status_code
    subscribed = call("POST", "/contacts/+573001112233/subscribe", {"words": "asked for it"})

    assert (refused.status_code, refused.json["error"]["fields"]["status"]) == (409, "forgotten")
    assert there == 404
    assert subscribed.json["subscription"] == "subscribed"
    assert call("PUT", "/contacts/+573001112233", {"name": "Ana"}).json["name"] == "Ana"


def test_a_former_number_is_its_persons(call):
    kept = a_contact("+573001112233", "Ana")
    merge.merge(kept, a_contact("+573001112234"), "eva")
    db.session.commit()

    put = call("PUT", "/contacts/+573001112234", {"name": "Ana Muñoz"})
    stopped = call("POST", "/contacts/+573001112234/unsubscribe", {})
    again = call("PUT", "/contacts/+573001112234", {})

    assert (put.status_code, put.json["phone_number"]) == (200, "+573001112233")
    assert (stopped.json["subscription"], again.json["subscription"]) == ("unsubscribed",) * 2
    shown = call("GET", "/contacts/+573001112234").json
    assert (shown["phone_number"], shown["name"]) == ("+573001112233", "Ana Muñoz")
    assert db.session.query(Contact).count() == 1
