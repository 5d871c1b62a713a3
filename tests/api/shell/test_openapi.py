"""The description of the API matches the API."""

import re

import pytest

from tests.support.factories import a_contact, a_draft, an_active_campaign, with_recipients
from webapp.domain.audiences.audience_filter import AudienceFilter, Condition, Group
from webapp.domain.audiences.fields import FIELDS, operators_of
from webapp.extensions import db
from webapp.models import Recipient


def test_every_path_and_method_is_described_and_no_other(app, client):
    described = client.get("/marketing/openapi.json").json["paths"]

    served = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/marketing")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(method, path) for path, methods in described.items() for method in methods} == served


def test_every_reference_leads_somewhere(client):
    answer = client.get("/marketing/openapi.json")

    schemas = answer.json["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', answer.text))
    assert named == schemas.keys()


def test_a_field_of_a_body_is_described_as_it_is_read(client):
    paths = client.get("/marketing/openapi.json").json["paths"]

    def body(method):
        described = paths["/marketing/campaigns" + ("" if method == "post" else "/{campaign_id}")]
        return described[method]["requestBody"]["content"]["application/json"]["schema"]

    assert body("post")["required"] == ["name", "template_name"]
    assert body("post")["properties"]["priority"]["default"] == 5
    assert body("post")["properties"]["daily_send_limit"]["maximum"] == 1_000_000
    assert "required" not in body("patch")


def test_a_filter_is_described_as_it_is_read(client):
    schemas = client.get("/marketing/openapi.json").json["components"]["schemas"]

    described = {
        (field, operator)
        for one in schemas["Condition"]["anyOf"]
        for field in one["properties"]["field"].get("enum", ["attributes.city"])
        for operator in one["properties"]["operator"]["enum"]
    }

    read = {
        (field, operator.value)
        for field in [*FIELDS, "attributes.city"]
        for operator in operators_of(field)
    }
    assert described == read
    assert schemas["Filter"]["properties"].keys() == AudienceFilter.__dataclass_fields__.keys()
    assert schemas["Group"]["properties"].keys() == Group.__dataclass_fields__.keys()
    condition = schemas["Condition"]["anyOf"][0]["properties"]
    assert condition.keys() == Condition.__dataclass_fields__.keys()


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("Campaign", "/campaigns/{campaign}"),
        ("Campaigns", "/campaigns"),
        ("Statistics", "/campaigns/{campaign}/stats"),
        ("Analytics", "/campaigns/{campaign}/analytics"),
        ("Schedule", "/campaigns/{campaign}/schedule"),
        ("Recipients", "/campaigns/{campaign}/recipients"),
        ("Contact", "/contacts/+573001112233"),
        ("Health", "/health"),
    ],
)
def test_an_answer_has_the_fields_that_are_described(call, client, schema, path):
    a_contact("+573001112233")
    campaign = an_active_campaign(2)
    schemas = client.get("/marketing/openapi.json").json["components"]["schemas"]

    answer = call("GET", path.format(campaign=campaign.id)).json

    compare(answer, schemas[schema], schemas)


def compare(shown, schema, schemas):
    """Compare the schema with the response."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        schema = schema["anyOf"][1 if shown is None else 0]
    if "enum" in schema:
        assert shown in schema["enum"]
    if "properties" in schema:
        assert shown.keys() == schema["properties"].keys()
        for name, one in shown.items():
            compare(one, schema["properties"][name], schemas)
    for one in shown if "items" in schema else ():
        compare(one, schema["items"], schemas)


def test_what_is_added_and_activated_is_described_too(call, client):
    schemas = client.get("/marketing/openapi.json").json["components"]["schemas"]
    campaign = with_recipients(a_draft(), 1)

    added = call("POST", f"/campaigns/{campaign.id}/recipients", {"phone_numbers": ["12"]}).json
    activated = call("POST", f"/campaigns/{campaign.id}/activate").json

    compare(added, schemas["Added"], schemas)
    more = {name for part in schemas["Activated"]["allOf"][1:] for name in part["properties"]}
    assert activated.keys() == schemas["Campaign"]["properties"].keys() | more
    assert db.session.scalar(db.select(db.func.count(Recipient.id))) == 1
