"""Adding people to campaigns."""

import uuid

import pytest

from jobs.run_background_task import run_background_task
from tests.support.factories import (
    a_contact,
    a_draft,
    a_template,
    an_active_campaign,
    some_numbers,
)
from webapp import queues
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Recipient
from webapp.queries.planning import schedules
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import subscriptions
from webapp.services.recipients import from_audience


def path(campaign, query=""):
    return f"/campaigns/{campaign.id}/recipients{query}"


def test_numbers_in_any_writing_are_added_and_bad_ones_named(call):
    campaign = a_draft()
    given = ["+57 300 111 2233", "0057-300-111-2234", "573001112233", "12", "hello"]

    answer = call("POST", path(campaign), {"phone_numbers": given})

    assert answer.status_code == 200
    assert answer.json["recipients_added"] == 2
    assert answer.json["duplicates_skipped"] == 1
    assert [one["phone_number"] for one in answer.json["invalid"]] == ["12", "hello"]
    assert all(one["reason"] for one in answer.json["invalid"])


@pytest.mark.parametrize("make", [a_draft, an_active_campaign])
def test_people_in_a_country_that_is_not_allowed_are_counted(call, make):
    campaign = make()

    answer = call("POST", path(campaign), {"phone_numbers": ["+13105550123", "+573001112233"]})

    assert (answer.json["recipients_added"], answer.json["country_not_allowed"]) == (2, 1)


def test_the_same_ten_thousand_again_are_all_duplicates(call):
    campaign, numbers = a_draft(), some_numbers(10_000)

    first = call("POST", path(campaign), {"phone_numbers": numbers}).json
    second = call("POST", path(campaign), {"phone_numbers": numbers}).json

    assert (first["recipients_added"], first["duplicates_skipped"]) == (10_000, 0)
    assert (second["recipients_added"], second["duplicates_skipped"]) == (0, 10_000)


def test_more_than_ten_thousand_in_one_call_are_refused(call):
    campaign = a_draft()

    answer = call("POST", path(campaign), {"phone_numbers": ["+573001112233"] * 10_001})

    assert answer.status_code == 422
    assert "10,000" in answer.json["error"]["fields"]["phone_numbers"]


def test_the_same_person_may_be_in_two_campaigns(call):
    numbers = some_numbers(1)

    for campaign in (a_draft(), a_draft()):
        answer = call("POST", path(campaign), {"phone_numbers": numbers})
        assert answer.json["recipients_added"] == 1


def test_an_unknown_number_becomes_a_contact_with_the_token_as_source(call):
    call("POST", path(a_draft()), {"phone_numbers": ["+573001112233"]})

    contact = db.session.scalars(db.select(Contact)).one()
    event = db.session.scalars(db.select(ConsentEvent)).one()
    assert contact.phone_number == "+573001112233"
    assert (event.source, event.actor) == (ConsentSource.API, "token crm")


def test_who_unsubscribed_is_not_added(call):
    contact = a_contact()
    subscriptions.unsubscribe(contact, ConsentSource.STAFF, "tests")

    answer = call("POST", path(a_draft()), {"phone_numbers": [contact.phone_number]})

    assert answer.json["unsubscribed_skipped"] == 1
    assert answer.json["recipients_added"] == 0


def test_values_that_come_with_a_recipient_win(call):
    campaign = a_draft()
    given = [{"phone_number": "+573001112233", "variables": {"first_name": "Ana"}}]

    call("POST", path(campaign), {"recipients": given})

    assert db.session.scalars(db.select(Recipient)).one().variables == {"first_name": "Ana"}


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"city": "Lima"}, "no variable city"), ({"first_name": "\u200d\ufeff"}, "has no value")],
)
def test_values_that_cannot_be_sent_are_told_beside_the_number(call, values, reason):
    given = [{"phone_number": "+573001112233", "variables": values}]

    answer = call("POST", path(a_draft()), {"recipients": given}).json

    assert answer["recipients_added"] == 0
    assert reason in answer["invalid"][0]["reason"]


def test_a_value_is_put_on_one_line(call):
    given = [{"phone_number": "+573001112233", "variables": {"first_name": "a\u2028b\nc\u0085 d"}}]

    call("POST", path(a_draft()), {"recipients": given})

    assert db.session.scalars(db.select(Recipient)).one().variables == {"first_name": "a b c d"}


def test_an_empty_number_or_value_spoils_nobody_elses(call):
    given = [
        {"phone_number": "+573001112233", "variables": {"first_name": "Ana"}},
        {"phone_number": "+573001112234", "variables": {"first_name": ""}},
        {"phone_number": " "},
    ]

    answer = call("POST", path(a_draft()), {"recipients": given}).json

    assert answer["recipients_added"] == 1
    assert answer["invalid"] == [
        {"phone_number": "", "reason": "The phone number is missing."},
        {"phone_number": "+573001112234", "reason": "First name has no value."},
    ]


def test_numbered_variables_come_with_each_recipient(call):
    body = [{"type": "BODY", "text": "Hello {{1}}"}]
    draft = a_draft()
    draft.message_template = a_template(
        draft.sender, components=body, parameter_format="POSITIONAL"
    )
    draft.variables = {}
    given = [{"phone_number": "+573001112233", "variables": {"1": "Ana"}}]

    added = call("POST", path(draft), {"recipients": given})
    activated = call("POST", f"/campaigns/{draft.id}/activate")

    assert added.json["recipients_added"] == 1
    assert activated.status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "phone_numbers"),
        ({"phone_numbers": [], "recipients": []}, "phone_numbers"),
        ({"phone_numbers": "+573001112233"}, "phone_numbers"),
        ({"phone_numbers": []}, "phone_numbers"),
        ({"phone_numbers": ["+573001112233", 573001112233]}, "phone_numbers[1]"),
        ({"phone_numbers": [None]}, "phone_numbers[0]"),
        ({"recipients": ["+573001112233"]}, "recipients[0]"),
        ({"recipients": [{}]}, "recipients[0]"),
        ({"recipients": [{"phone_number": 5}]}, "recipients[0].phone_number"),
        (
            {"recipients": [{"phone_number": "1", "variables": {"a": 1}}]},
            "recipients[0].variables.a",
        ),
        ({"numbers": []}, "numbers"),
    ],
)
def test_what_is_no_list_of_people_is_refused(call, body, field):
    answer = call("POST", path(a_draft()), body)

    assert answer.status_code == 422
    assert field in answer.json["error"]["fields"]


def test_people_who_join_a_running_campaign_are_planned(call, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(2, daily_send_limit=2)

    call("POST", path(campaign), {"phone_numbers": some_numbers(3)})

    assert str(schedules.last_day(campaign.id)) == "2025-10-07"


def test_who_has_no_value_cannot_join_a_running_campaign(call):
    campaign = an_active_campaign(["+573001112233"])
    campaign.variables = {"first_name": {"attribute": "name"}}

    answer = call("POST", path(campaign), {"phone_numbers": some_numbers(1)})

    assert answer.status_code == 422
    assert "variables" in answer.json["error"]["fields"]
    assert db.session.scalar(db.select(db.func.count(Recipient.id))) == 1


def test_nobody_joins_a_campaign_that_has_ended(call):
    campaign = an_active_campaign()
    lifecycle.cancel(campaign, "tests")

    answer = call("POST", path(campaign), {"phone_numbers": some_numbers(1)})

    assert (answer.status_code, answer.json["error"]["fields"]) == (409, {"status": "cancelled"})


def test_the_target_audience_is_added_without_those_who_opted_out(call):
    lima = {"field": "attributes.city", "operator": "is", "value": "lima"}
    campaign = a_draft(target_audience={"conditions": [lima]})
    a_contact(city="Lima"), a_contact(city="Quito")
    subscriptions.unsubscribe(a_contact(city="Lima"), ConsentSource.STAFF, "tests")

    first = call("POST", path(campaign, "?use_target_audience=true"))
    second = call("POST", path(campaign, "?use_target_audience=true"))

    assert first.json == {
        "recipients_added": 1,
        "country_not_allowed": 0,
        "duplicates_skipped": 0,
        "unsubscribed_skipped": 1,
        "invalid": [],
    }
    assert second.json["duplicates_skipped"] == 1


def test_a_large_audience_is_added_by_a_worker(call, monkeypatch):
    monkeypatch.setattr(from_audience, "MAX_RECIPIENTS_ADDED_IN_REQUEST", 1)
    campaign = a_draft(target_audience={})
    a_contact(), a_contact()

    answer = call("POST", path(campaign, "?use_target_audience=true"))
    task = f"/tasks/{answer.json['task_id']}"
    before = call("GET", task).json
    run_background_task(uuid.UUID(answer.json["task_id"]))
    after = call("GET", task).json

    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/marketing{task}"
    assert (before["status"], after["status"]) == ("waiting", "done")
    assert after["result"]["recipients_added"] == 2
    assert queues.redis().llen("rq:queue:default") == 1


def test_without_a_target_audience_there_is_nobody_to_add(call):
    answer = call("POST", path(a_draft(), "?use_target_audience=true"))

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == ["target_audience"]
