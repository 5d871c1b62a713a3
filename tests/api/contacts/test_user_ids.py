"""People whom a program knows by WhatsApp's user id."""

import pytest

from tests.support.factories import (
    a_contact,
    a_contact_without_number,
    a_draft,
    a_sender,
    a_template,
    some_numbers,
)
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity, Recipient
from webapp.services.contacts import erasure, subscriptions

USER = "CO.70011223344"
NUMBER = "+573001112233"


def add(call, campaign, *recipients):
    return call("POST", f"/campaigns/{campaign.id}/recipients", {"recipients": list(recipients)})


def contacts():
    statement = db.select(Contact.phone_number, Contact.user_id).order_by(Contact.id)
    return [tuple(row) for row in db.session.execute(statement)]


def test_an_unknown_user_id_becomes_a_contact_and_a_recipient(call):
    campaign = a_draft()

    answer = add(call, campaign, {"user_id": USER, "variables": {"first_name": "Lina"}})

    assert answer.json == {
        "recipients_added": 1,
        "duplicates_skipped": 0,
        "unsubscribed_skipped": 0,
        "country_not_allowed": 0,
        "invalid": [],
    }
    shown = call("GET", f"/contacts/{USER}").json
    assert (shown["phone_number"], shown["user_id"], shown["country"]) == (None, USER, "CO")
    event = shown["consent_events"][0]
    assert (event["kind"], event["source"], event["actor"]) == ("opt_in", "api", "token crm")
    [listed] = call("GET", f"/campaigns/{campaign.id}/recipients?user_id={USER}").json["recipients"]
    assert (listed["phone_number"], listed["user_id"]) == (None, USER)
    assert listed["variables"] == {"first_name": "Lina"}


def test_the_same_user_ids_again_are_duplicates(call):
    campaign = a_draft()
    given = [{"user_id": f"CO.{number}"} for number in range(7000, 7100)]

    first, second = (add(call, campaign, *given, given[0]).json for _ in range(2))

    assert (first["recipients_added"], first["duplicates_skipped"]) == (100, 1)
    assert (second["recipients_added"], second["duplicates_skipped"]) == (0, 101)
    assert len(contacts()) == 100


def test_numbers_and_user_ids_are_added_in_their_order(call):
    campaign, numbers = a_draft(), some_numbers(2)

    add(
        call,
        campaign,
        {"phone_number": numbers[0]},
        {"user_id": "CO.1"},
        {"phone_number": numbers[1]},
        {"user_id": "MX.2"},
    )

    in_turn = call("GET", f"/campaigns/{campaign.id}/recipients").json["recipients"]
    assert [one["phone_number"] or one["user_id"] for one in in_turn] == [
        numbers[0],
        "CO.1",
        numbers[1],
        "MX.2",
    ]


@pytest.mark.parametrize(
    ("user_id", "reason"),
    [
        ("co.70011223344", "exactly as WhatsApp writes it"),
        ("CO70011223344", "exactly as WhatsApp writes it"),
        ("CO.", "exactly as WhatsApp writes it"),
        ("CO.700 112", "exactly as WhatsApp writes it"),
        (f"CO.{'7' * 129}", "exactly as WhatsApp writes it"),
        ("QQ.70011223344", "no country has these letters"),
        (" ", "missing"),
    ],
)
def test_what_is_no_user_id_is_named_with_the_reason(call, user_id, reason):
    answer = add(call, a_draft(), {"user_id": user_id}, {"user_id": "CO.ENT.11223344"}).json

    assert answer["recipients_added"] == 1
    [invalid] = answer["invalid"]
    assert reason in invalid["reason"]
    assert invalid.get("user_id", "") == user_id.strip()


def test_a_user_id_stays_as_it_is_written(call):
    add(call, a_draft(), {"user_id": "CO.aBcD"}, {"user_id": "CO.AbCd"})

    assert set(contacts()) == {(None, "CO.aBcD"), (None, "CO.AbCd")}


def test_a_number_and_a_user_id_of_one_contact_are_one_recipient(call):
    campaign = a_draft()

    first = add(call, campaign, {"phone_number": NUMBER, "user_id": USER}).json
    second = add(
        call,
        campaign,
        {"phone_number": NUMBER, "user_id": USER},
        {"user_id": USER},
        {"phone_number": NUMBER},
    ).json

    assert (first["recipients_added"], second["duplicates_skipped"]) == (1, 3)
    assert contacts() == [(NUMBER, USER)]


def test_of_a_new_pair_in_one_call_there_is_one_contact(call):
    answer = add(
        call,
        a_draft(),
        {"user_id": USER},
        {"phone_number": NUMBER, "user_id": USER},
        {"phone_number": NUMBER},
    ).json

    assert (answer["recipients_added"], answer["duplicates_skipped"]) == (1, 2)
    assert contacts() == [(NUMBER, USER)]


def test_a_contact_gets_the_user_id_that_comes_with_its_number(call):
    a_contact(NUMBER)

    add(call, a_draft(), {"phone_number": NUMBER, "user_id": USER})

    assert contacts() == [(NUMBER, USER)]


def test_a_contact_gets_the_number_that_comes_with_its_user_id(call):
    waiting = a_draft()
    add(call, waiting, {"user_id": USER})

    add(call, a_draft(), {"phone_number": NUMBER, "user_id": USER})

    assert contacts() == [(NUMBER, USER)]
    recipients = db.session.scalars(db.select(Recipient.phone_number)).all()
    assert recipients == [NUMBER, NUMBER]


def test_a_number_and_a_user_id_of_two_contacts_are_refused(call):
    a_contact(NUMBER), a_contact_without_number(USER)

    answer = add(call, a_draft(), {"phone_number": NUMBER, "user_id": USER}).json

    assert answer["recipients_added"] == 0
    [invalid] = answer["invalid"]
    assert (invalid["phone_number"], invalid["user_id"]) == (NUMBER, USER)
    assert "two contacts" in invalid["reason"]
    assert contacts() == [(NUMBER, None), (None, USER)]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"phone_number": NUMBER, "user_id": "CO.9"}, "another user id"),
        ({"phone_number": "+573001112299", "user_id": USER}, "another number"),
    ],
)
def test_a_number_or_user_id_is_never_replaced(call, given, reason):
    add(call, a_draft(), {"phone_number": NUMBER, "user_id": USER})

    answer = add(call, a_draft(), given).json

    assert reason in answer["invalid"][0]["reason"]
    assert contacts() == [(NUMBER, USER)]


def test_of_two_pairs_with_one_user_id_the_first_counts(call):
    answer = add(
        call,
        a_draft(),
        {"phone_number": NUMBER, "user_id": USER},
        {"phone_number": "+573001112299", "user_id": USER},
    ).json

    assert answer["recipients_added"] == 1
    assert "another number" in answer["invalid"][0]["reason"]
    assert contacts() == [(NUMBER, USER)]


def test_a_former_user_id_stands_for_the_present_one(call):
    contact = a_contact_without_number("CO.90011")
    db.session.add(FormerIdentity(key=USER, contact_id=contact.id))
    campaign = a_draft()

    add(call, campaign, {"user_id": USER})

    assert contacts() == [(None, "CO.90011")]
    for user_id in (USER, "CO.90011"):
        found = call("GET", f"/campaigns/{campaign.id}/recipients?user_id={user_id}").json
        assert [one["user_id"] for one in found["recipients"]] == ["CO.90011"]
    assert call("GET", f"/contacts/{USER}").json["user_id"] == "CO.90011"


def test_who_unsubscribed_or_was_erased_is_not_added(call):
    stopped, erased = a_contact_without_number("CO.1"), a_contact_without_number("CO.2")
    subscriptions.unsubscribe(stopped, ConsentSource.KEYWORD, "webhook", "STOP")
    erasure.erase(erased, "tests")

    answer = add(call, a_draft(), {"user_id": "CO.1"}, {"user_id": "CO.2"}).json

    assert (answer["recipients_added"], answer["unsubscribed_skipped"]) == (0, 2)
    assert contacts() == [(None, "CO.1")]


def test_the_number_of_an_erased_user_id_is_not_added_either(call):
    erasure.erase(a_contact_without_number(USER), "tests")

    answer = add(call, a_draft(), {"phone_number": NUMBER, "user_id": USER}).json

    assert answer["unsubscribed_skipped"] == 1
    assert contacts() == []


def test_ten_thousand_user_ids_are_added_in_one_call(call):
    given = [{"user_id": f"CO.{number}"} for number in range(10_000)]

    assert add(call, a_draft(), *given).json["recipients_added"] == 10_000


def test_a_contact_is_set_and_changed_by_user_id(call):
    new = call("PUT", f"/contacts/{USER}", {"name": "Lina"})
    changed = call("PUT", f"/contacts/{USER}", {"attributes": {"city": "Cali"}})

    assert (new.status_code, changed.status_code) == (201, 200)
    assert (changed.json["name"], changed.json["attributes"]) == ("Lina", {"city": "Cali"})
    assert contacts() == [(None, USER)]


def test_a_user_id_unsubscribes_and_subscribes(call):
    out = call("POST", f"/contacts/{USER}/unsubscribe", {"words": "by letter"}).json
    added = add(call, a_draft(), {"user_id": USER}).json
    back = call("POST", f"/contacts/{USER}/subscribe").json

    assert (out["subscription"], back["subscription"]) == ("unsubscribed", "subscribed")
    assert added["unsubscribed_skipped"] == 1


@pytest.mark.parametrize("by", [USER, NUMBER])
def test_a_deleted_contact_is_erased_for_good(call, by):
    add(call, a_draft(), {"phone_number": NUMBER, "user_id": USER})

    answer = call("DELETE", f"/contacts/{by}")

    assert answer.status_code == 204
    for path in (USER, NUMBER):
        assert call("GET", f"/contacts/{path}").status_code == 404
        assert call("PUT", f"/contacts/{path}", {}).json["error"]["fields"] == {
            "status": "forgotten"
        }
    assert call("DELETE", f"/contacts/{by}").status_code == 404


def test_what_is_no_user_id_finds_no_contact(call):
    answer = call("GET", "/contacts/co.70011")

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == ["user_id"]


@pytest.fixture
def message(app):
    template = a_template(a_sender(phone_number_id="100000000000001", waba_id="200000000000001"))
    return {
        "template_name": template.name,
        "language": "en_US",
        "variables": {"first_name": "Ana"},
    }


def test_a_message_goes_to_a_user_id(call, message):
    answer = call("POST", "/messages", message | {"user_id": USER})

    assert answer.status_code == 201
    assert (answer.json["phone_number"], answer.json["user_id"]) == (None, USER)
    assert answer.json["status"] == "queued"


def test_a_message_to_both_goes_to_one_contact(call, message):
    answer = call("POST", "/messages", message | {"user_id": USER, "phone_number": NUMBER})

    assert answer.json["phone_number"] == NUMBER
    assert contacts() == [(NUMBER, USER)]


@pytest.mark.parametrize(
    ("ids", "field"),
    [
        ({}, "phone_number"),
        ({"user_id": "co.7001"}, "user_id"),
        ({"user_id": "CO.9", "phone_number": NUMBER}, "user_id"),
        ({"user_id": USER, "phone_number": "12"}, "phone_number"),
    ],
)
def test_a_message_to_nobody_or_to_two_is_refused(call, message, ids, field):
    a_contact(NUMBER), a_contact_without_number("CO.9")

    answer = call("POST", "/messages", message | ids)

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [field]
