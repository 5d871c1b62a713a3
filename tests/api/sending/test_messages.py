"""One template message to one person."""

import uuid
from datetime import timedelta

import pytest

from tests.support.factories import a_contact, a_sender, a_template, an_active_campaign
from webapp import clock, queues
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Campaign, MarketingHold
from webapp.services.contacts import subscriptions


@pytest.fixture
def template(app):
    return a_template(a_sender(phone_number_id="100000000000001", waba_id="200000000000001"))


def message(template, **given):
    return {
        "phone_number": "+57 300 111 2233",
        "template_name": template.name,
        "language": "en_US",
        "variables": {"first_name": "Ana"},
    } | given


def test_a_message_is_given_to_the_workers_at_once(call, template):
    answer = call("POST", "/messages", message(template))

    assert answer.status_code == 201
    assert answer.json["status"] == "queued"
    assert answer.json["phone_number"] == "+573001112233"
    assert queues.redis().llen("rq:queue:sending") == 1
    shown = call("GET", f"/messages/{answer.json['id']}")
    assert shown.json == answer.json
    assert answer.headers["Location"] == f"/marketing/messages/{answer.json['id']}"


def test_a_message_waits_while_there_is_no_room(call, template):
    first = call("POST", "/messages", message(template)).json
    sender = db.session.get_one(Campaign, uuid.UUID(first["id"])).sender
    sender.portfolio.messaging_limit = 1

    second = call("POST", "/messages", message(template, phone_number="+573001112234"))

    assert (second.status_code, second.json["status"]) == (201, "pending")


def test_a_message_is_no_campaign(call, template):
    sent = call("POST", "/messages", message(template)).json

    assert call("GET", f"/campaigns/{sent['id']}").status_code == 404
    assert call("GET", "/campaigns").json["campaigns"] == []
    assert call("GET", f"/messages/{an_active_campaign().id}").status_code == 404


def test_nobody_who_unsubscribed_gets_a_message(call, template):
    contact = a_contact("+573001112233")
    subscriptions.unsubscribe(contact, ConsentSource.KEYWORD, "webhook", "STOP")

    answer = call("POST", "/messages", message(template))

    assert answer.status_code == 409
    assert answer.json["error"]["fields"] == {"status": "unsubscribed"}
    assert db.session.scalar(db.select(db.func.count(Campaign.id))) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"phone_number": "12"}, "phone_number"),
        ({"phone_number": 573001112233}, "phone_number"),
        ({"template_name": "unknown"}, "template_name"),
        ({"variables": {"first_name": ""}}, "variables"),
        ({"variables": {"city": "Lima"}}, "variables.city"),
        ({"priority": 1}, "priority"),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused(call, template, changed, field):
    answer = call("POST", "/messages", message(template, **changed))

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [field]
    assert db.session.scalar(db.select(db.func.count(Campaign.id))) == 0


@pytest.mark.parametrize(("category", "status"), [("MARKETING", 409), ("UTILITY", 201)])
def test_nobody_whom_whatsapp_spares_marketing_gets_a_marketing_message(
    call, template, category, status
):
    template.category = category
    contact, until = a_contact("+573001112233"), clock.now() + timedelta(hours=24)
    db.session.add(MarketingHold(contact_id=contact.id, held_until=until))
    db.session.flush()

    answer = call("POST", "/messages", message(template))

    assert answer.status_code == status
    if status == 409:
        assert answer.json["error"]["fields"] == {"status": "marketing_held"}
        assert until.isoformat(timespec="seconds") in answer.json["error"]["message"]
        assert db.session.scalar(db.select(db.func.count(Campaign.id))) == 0


@pytest.mark.parametrize(("category", "status"), [("MARKETING", 409), ("UTILITY", 201)])
def test_nobody_in_a_country_that_is_not_allowed_gets_a_message(call, template, category, status):
    template.category = category

    answer = call("POST", "/messages", message(template, phone_number="+13105550123"))

    assert answer.status_code == status
    if status == 409:
        assert answer.json["error"]["fields"] == {"status": "country_not_allowed"}
        assert "the United States: +13105550123" in answer.json["error"]["message"]
        assert db.session.scalar(db.select(db.func.count(Campaign.id))) == 0


def test_a_message_whose_response_was_lost_is_found_by_the_person(call, template):
    person = {"phone_number": "+573001112233", "user_id": "CO.70011223344"}
    sent = [call("POST", "/messages", message(template, **person)).json for _ in range(3)]
    call("POST", "/messages", message(template, phone_number="+573001112299"))

    listed = call("GET", "/messages?phone_number=%2B57+300+111+2233&limit=2").json
    rest = call("GET", f"/messages?user_id=CO.70011223344&cursor={listed['next_cursor']}").json

    assert [one["id"] for one in listed["messages"]] == [sent[2]["id"], sent[1]["id"]]
    assert (rest["messages"], rest["next_cursor"]) == ([sent[0]], None)


def test_only_messages_from_a_time_on_are_listed(call, template):
    first = call("POST", "/messages", message(template)).json
    second = call("POST", "/messages", message(template)).json
    since = db.session.get_one(Campaign, uuid.UUID(second["id"])).created_at.isoformat()

    listed = call("GET", f"/messages?phone_number=%2B573001112233&since={since}").json

    assert [one["id"] for one in listed["messages"]] == [second["id"]]
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "phone_number"),
        ("phone_number=12", "phone_number"),
        ("phone_number=%2B573001112233&since=yesterday", "since"),
        ("phone_number=%2B573001112233&since=2025-10-05T09:00:00", "since"),
    ],
)
def test_messages_are_listed_for_one_person_only(call, query, field):
    answer = call("GET", f"/messages?{query}")

    assert (answer.status_code, list(answer.json["error"]["fields"])) == (422, [field])


def test_a_person_who_is_not_known_has_no_messages(call):
    answer = call("GET", "/messages?phone_number=%2B573001112233")

    assert answer.json == {"messages": [], "next_cursor": None}
