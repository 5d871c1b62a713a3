"""Every call of the API, with invalid input: the response is always a documented one."""

import os
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.support.factories import a_contact, a_draft, a_template, an_active_campaign
from webapp.extensions import db
from webapp.models import Recipient

#: Each sends different bodies; set ODD_SEEDS=50 for a longer search.
SEEDS = int(os.environ.get("ODD_SEEDS", "2"))
TRIES = 12
ODD = (
    *(None, True, 0, -1, 1.5, 10**20, 1e308, "", " ", "\0", "a\0b", "x" * 5000, "é😀", "\ud800"),
    *(
        "2026-02-30",
        "9999-12-31",
        "24:00",
        "NaN",
        "{{city}}",
        "%s",
        "Mars/Olympus",
        "+573001112233",
    ),
    *([], [None], [[]], ["x"] * 3, {}, {"x": {}}, {"match": "any"}, {"attribute": 1}),
)


@pytest.fixture
def places(app) -> dict[str, list[str]]:
    """Return possible values for an address: existing and missing ones."""
    campaign, draft = an_active_campaign(3), a_draft()
    a_template(draft.sender, name="offer")
    contact = a_contact("+573001112299", "Ana", city="Lima")
    recipient = db.session.scalars(db.select(Recipient)).first()
    nobody = ["0", "-1", "x", "00000000-0000-0000-0000-000000000000", "%00", "9" * 30]
    return {
        "campaign_id": [str(campaign.id), str(draft.id), *nobody],
        "number": [contact.phone_number, recipient.phone_number, *nobody],
        "recipient_id": [str(recipient.id), *nobody],
    }


def plain(schema: dict[str, Any], random: Random) -> Any:
    """Return a value that the schema allows, approximately."""
    if "enum" in schema:
        return random.choice(schema["enum"])
    kinds = {
        "string": lambda: random.choice(["offer", "Lima", "2030-01-01", "09:00", "+573001112244"]),
        "integer": lambda: random.choice([1, 5, 250]),
        "number": lambda: 0.5,
        "boolean": lambda: True,
        "array": lambda: [plain(schema.get("items", {}), random)],
        "object": lambda: {
            name: plain(part, random) for name, part in schema.get("properties", {}).items()
        },
    }
    named = schema.get("type", "object")
    return kinds[named[0] if isinstance(named, list) else named]()


def some(schemas: dict[str, dict[str, Any]], random: Random) -> dict[str, Any]:
    """Return some of the values, some of them odd."""
    return {
        name: random.choice(ODD) if random.random() < 0.4 else plain(one, random)
        for name, one in schemas.items()
        if random.random() < 0.7
    }


def odd_call(
    path: str, operation: dict[str, Any], places: dict[str, list[str]], random: Random
) -> tuple[str, Any]:
    """Return an invented address and body for the call."""
    for name, values in places.items():
        path = path.replace(f"{{{name}}}", quote(random.choice(values), safe="%+"))
    parameters = operation.get("parameters", [])
    asked = some({one["name"]: one["schema"] for one in parameters if one["in"] == "query"}, random)
    address = f"{path}?{urlencode(asked, errors='replace')}" if asked else path
    if "requestBody" not in operation:
        return address, None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    is_odd = random.random() < 0.1
    return address, random.choice(ODD) if is_odd else some(schema["properties"], random)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_odd_call_gets_an_answer_that_is_described(call, client, places, seed):
    random, undescribed, statuses = Random(seed), [], Counter[str]()
    described = client.get("/marketing/openapi.json").json["paths"]
    for path, methods in described.items():
        for method, operation in list(methods.items()) * TRIES:
            address, body = odd_call(path.removeprefix("/marketing"), operation, places, random)
            status = status_of(call, method, address, body)
            statuses[status] += 1
            if status not in operation["responses"]:
                undescribed.append(f"{method} {address} {body}: {status}"[:600])
    assert undescribed == []
    assert statuses["200"] > 20  # so the calls themselves were reached
    assert statuses["422"] > 20


def status_of(call, method: str, address: str, body: Any) -> str:
    """Return the status, or the error."""
    try:
        return str(call(method.upper(), address, body).status_code)
    except Exception as fault:
        db.session.rollback()
        return repr(fault)[:300]
