"""Creating, listing, changing and deleting campaigns."""

import uuid

import pytest

from tests.support.factories import a_contact, a_draft, a_sender, a_template, an_active_campaign
from webapp.extensions import db
from webapp.models import AuditEntry, Campaign


@pytest.fixture
def template(app):
    return a_template(a_sender(phone_number_id="100000000000001", waba_id="200000000000001"))


def test_a_draft_needs_no_more_than_a_name_and_a_template(call, template):
    answer = call("POST", "/campaigns", {"name": "Spring", "template_name": template.name})

    assert answer.status_code == 201
    draft = answer.json
    assert draft["status"] == "draft"
    assert (draft["daily_send_limit"], draft["priority"]) == (250, 5)
    assert (draft["timezone"], draft["send_window"], draft["start_date"]) == ("UTC", None, None)
    assert draft["template_language"] == "en_US"
    assert draft["sender"]["phone_number_id"] == "100000000000001"
    assert draft["created_by"] == "token crm"
    assert draft["statistics"] == {"total": 0, "sent": 0, "progress_percentage": 0.0}
    assert answer.headers["Location"] == f"/marketing/campaigns/{draft['id']}"
    assert call("GET", f"/campaigns/{draft['id']}").json == draft


def test_all_that_is_given_is_kept(call, template):
    filter_ = {"field": "attributes.city", "operator": "is", "value": "Lima"}
    given = {
        "name": "Spring",
        "template_name": template.name,
        "template_language": "en_US",
        "description": "For Lima\nand around",
        "daily_send_limit": 1000,
        "priority": 1,
        "initial_group": 100,
        "start_date": "2999-10-05",
        "timezone": "America/Lima",
        "send_window": {"from": "09:00", "to": "24:00"},
        "weekdays": ["mon", "sat"],
        "when_capped": "wait",
        "variables": {"first_name": {"attribute": "name", "fallback": "friend"}},
        "target_audience": {"match": "any", "conditions": [filter_]},
    }

    draft = call("POST", "/campaigns", given | {"sender": "100000000000001"}).json

    assert {name: draft[name] for name in given} == given
    assert draft["scheduled"] is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " " * 5),
        ("name", "x" * 201),
        ("name", 5),
        ("name", "two\nlines"),
        ("name", None),
        ("template_name", "no_such_template"),
        ("template_name", None),
        ("template_language", "xx"),
        ("daily_send_limit", 0),
        ("daily_send_limit", 1_000_001),
        ("daily_send_limit", "250"),
        ("daily_send_limit", True),
        ("daily_send_limit", 2.5),
        ("daily_send_limit", 10**30),
        ("priority", 0),
        ("initial_group", 0),
        ("when_capped", "never"),
        ("initial_group", "10"),
        ("priority", 11),
        ("start_date", "2020-01-01"),
        ("start_date", "2999-02-30"),
        ("start_date", "5 October"),
        ("start_date", 20991005),
        ("timezone", "Mars/Olympus"),
        ("timezone", 3),
        ("send_window", "09:00-20:00"),
        ("send_window", {"from": "09:00"}),
        ("send_window", {"from": "20:00", "to": "09:00"}),
        ("send_window", {"from": "09:00", "to": "09:00"}),
        ("send_window", {"from": "9:00", "to": "20:00"}),
        ("send_window", {"from": "24:00", "to": "24:00"}),
        ("send_window", {"from": 9, "to": 20}),
        ("weekdays", []),
        ("weekdays", ["monday"]),
        ("weekdays", [[]]),
        ("weekdays", "mon"),
        ("variables", "Ana"),
        ("target_audience", {"match": "none"}),
        ("target_audience", {"conditions": [{"field": "name", "operator": "="}]}),
        ("target_audience", []),
        ("sender", "999"),
        ("sender", 2**31),
        ("sender", False),
    ],
)
def test_what_cannot_be_used_is_named_with_its_field(call, template, field, value):
    given = {"name": "Spring", "template_name": template.name, field: value}

    answer = call("POST", "/campaigns", given)

    assert answer.status_code == 422
    assert answer.json["error"]["code"] == "invalid"
    about = {"template_language": "template_name"}.get(field, field)
    assert list(answer.json["error"]["fields"]) == [about]
    assert db.session.scalar(db.select(db.func.count(Campaign.id))) == 0


def test_a_value_for_a_variable_that_the_template_lacks_is_refused(call, template):
    given = {"name": "Spring", "template_name": template.name, "variables": {"city": "Lima"}}

    answer = call("POST", "/campaigns", given)

    assert answer.json["error"]["fields"] == {
        "variables.city": "The template has no variable city."
    }


def test_every_fault_is_told_at_once_unknown_fields_included(call, template):
    answer = call("POST", "/campaigns", {"name": 1, "priority": "high", "colour": "red"})

    assert answer.status_code == 422
    faults = answer.json["error"]["fields"]
    assert set(faults) == {"name", "template_name", "priority", "colour"}
    assert "There is no such field" in faults["colour"]


def test_null_means_not_given(call, template):
    given = {"name": "Spring", "template_name": template.name, "priority": None, "sender": None}

    assert call("POST", "/campaigns", given).json["priority"] == 5


def test_the_list_goes_on_from_page_to_page(call):
    drafts = [str(a_draft().id) for _ in range(5)]

    first = call("GET", "/campaigns?limit=2").json
    second = call("GET", f"/campaigns?limit=2&cursor={first['next_cursor']}").json
    third = call("GET", f"/campaigns?limit=2&cursor={second['next_cursor']}").json

    found = [one["id"] for page in (first, second, third) for one in page["campaigns"]]
    assert found == drafts[::-1]
    assert third["next_cursor"] is None


def test_a_parameter_that_is_left_empty_is_as_if_it_were_left_out(call):
    draft = a_draft()

    listed = call("GET", "/campaigns?status=&limit=&cursor=").json["campaigns"]

    assert [one["id"] for one in listed] == [str(draft.id)]


def test_the_list_can_be_narrowed_to_a_status(call):
    a_draft()
    active = an_active_campaign()

    listed = call("GET", "/campaigns?status=active").json["campaigns"]

    assert [one["id"] for one in listed] == [str(active.id)]


@pytest.mark.parametrize(
    "query",
    [
        "status=sleeping",
        "limit=0",
        "limit=many",
        "limit=201",
        "cursor=abc",
        "cursor=é",
        "cursor=AAAA",
        "colour=red",
        "cursor=%00",
    ],
)
def test_a_list_cannot_be_asked_for_in_strange_ways(call, query):
    answer = call("GET", f"/campaigns?{query}")

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [query.partition("=")[0]]


def test_a_draft_can_be_changed_in_everything(call):
    draft = a_draft(description="old", start_date=None)
    other = a_template(draft.sender, components=[{"type": "BODY", "text": "Hi"}])

    answer = call(
        "PATCH",
        f"/campaigns/{draft.id}",
        {"name": "New", "description": None, "template_name": other.name, "priority": 2},
    )

    assert answer.status_code == 200
    changed = answer.json
    assert (changed["name"], changed["description"], changed["priority"]) == ("New", "", 2)
    assert (changed["template_name"], changed["variables"]) == (other.name, {})
    assert changed["daily_send_limit"] == 250


def test_a_running_campaign_takes_another_limit_but_no_other_message(call, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(10, daily_send_limit=10)
    other = a_template(campaign.sender)

    faster = call("PATCH", f"/campaigns/{campaign.id}", {"daily_send_limit": 2})
    refused = call("PATCH", f"/campaigns/{campaign.id}", {"template_name": other.name})

    assert faster.json["estimated_completion_date"] == "2025-10-09"
    assert refused.status_code == 409
    assert refused.json["error"]["fields"] == {"status": "active"}


def test_a_change_to_the_same_changes_nothing(call):
    campaign = an_active_campaign()
    name = campaign.message_template.name

    answer = call("PATCH", f"/campaigns/{campaign.id}", {"template_name": name})

    assert answer.status_code == 200


def test_only_a_draft_can_be_deleted(call):
    draft, active = a_draft(), an_active_campaign()

    gone = call("DELETE", f"/campaigns/{draft.id}")
    refused = call("DELETE", f"/campaigns/{active.id}")

    assert (gone.status_code, gone.data) == (204, b"")
    assert (refused.status_code, refused.json["error"]["fields"]) == (409, {"status": "active"})
    assert call("GET", f"/campaigns/{draft.id}").status_code == 404


def test_what_does_not_exist_is_not_found(call):
    for path in (f"/campaigns/{uuid.uuid4()}", "/campaigns/7", f"/campaigns/{uuid.uuid4()}/stats"):
        answer = call("GET", path)
        assert answer.status_code == 404
        assert answer.json["error"]["code"] == "not_found"


def test_who_created_a_campaign_stands_in_the_audit_log(call, template):
    call("POST", "/campaigns", {"name": "Spring", "template_name": template.name})

    entry = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.action == "campaign.create")
    ).one()
    assert entry.actor == "token crm"


def test_an_audience_is_shown_as_it_was_understood(call, template):
    a_contact()
    given = {"name": "Spring", "template_name": template.name, "target_audience": {}}

    draft = call("POST", "/campaigns", given).json

    assert draft["target_audience"] == {"match": "all", "conditions": []}


def test_a_link_that_stops_working_gets_a_warning(call):
    sender = a_sender()
    components = [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Hello"}]
    link = "https://files.example/a.png?X-Amz-Date=20261231T230000Z&X-Amz-Expires=3600"
    draft = a_draft(
        sender,
        message_template=a_template(sender, components=components),
        variables={"header.image": {"text": link}},
    )

    [warning] = call("GET", f"/campaigns/{draft.id}").json["warnings"]

    assert warning.startswith("The link of the header's file stops working on 2027-01-01 at")
    assert call("GET", f"/campaigns/{a_draft().id}").json["warnings"] == []
